package io.memsafe.benchmarks.stand;

import io.memsafe.fork.Collector;
import io.memsafe.fork.Jdk;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * One question that is answered by measuring. A lab is a picocli {@link Command} whose name is what follows
 * {@code benchmarks/run} and whose description is the question; options of its own are fields of the class.
 *
 * <p>Thread-safety: none; run once by one thread.
 */
public abstract class Lab implements Callable<Integer> {

    private static final int SUPPORTED = 17;
    private static final int SHORT = 1;
    private static final Duration QUICK_BUDGET = Duration.ofSeconds(280);
    private static final Duration LONGEST = Duration.ofDays(1);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    @Mixin
    private final LabOptions options = new LabOptions();

    /** For subclasses, which picocli sets up. */
    protected Lab() {}

    /**
     * Measures: runs contestants, then adds figures and tables.
     *
     * @param stand what to measure with
     * @throws CannotMeasureException if that is not possible; the message says why
     */
    protected abstract void measure(Stand stand);

    /**
     * What of the lab is asked for; its results have files of their own.
     *
     * @return words for their names; none for the whole lab
     */
    protected List<String> variant() {
        return List.of();
    }

    /**
     * The names of parts, as after {@code --parts}.
     *
     * @param parts some of them
     * @return each once, in their own order
     */
    protected static List<String> names(Collection<? extends Enum<?>> parts) {
        return parts.stream()
                .distinct()
                .sorted()
                .map(part -> part.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /**
     * The collector of a label, as after {@code --collectors}.
     *
     * @param label such as {@code g1}
     * @return the collector
     * @throws CannotMeasureException if there is none of that label; the message lists those there are
     */
    protected static Collector collector(String label) {
        try {
            return Collector.named(label);
        } catch (IllegalArgumentException e) {
            throw new CannotMeasureException("--collectors: " + e.getMessage(), e);
        }
    }

    /**
     * Measures while no one else does, writes the results and prints the figures.
     *
     * @return 0 if there are figures and each reached its bar, else 1
     */
    @Override
    public final Integer call() {
        String name = spec.name();
        String question = String.join(" ", spec.usageMessage().description());
        Path root = Path.of(System.getProperty("memsafe.root", ""));
        Results results = new Results(name, variant(), question, options.quick, options.folder(root));
        MachineLock lock =
                MachineLock.acquire(options.lockFile(), holder(name), options.longestWait(), System.out::println);
        try {
            List<Jdk> jdks = jdks();
            Facts.read(root, jdks).forEach(results::fact);
            EarlierRuns earlier = options.resume ? results.earlier() : EarlierRuns.none();
            if (options.resume) {
                System.out.println("resuming: " + earlier.all().size() + " runs are there");
            }
            Progress progress = new Progress(System.out, System::nanoTime);
            Duration budget = options.quick ? QUICK_BUDGET : LONGEST;
            measure(new Stand(name, options.quick, budget, jdks, results, progress, earlier, root));
        } finally {
            lock.close();
        }
        results.finish().forEach(file -> System.out.println("written " + file));
        results.figures().forEach(figure -> System.out.println(figure.line()));
        return !results.figures().isEmpty() && results.figures().stream().allMatch(Figure::ok) ? 0 : SHORT;
    }

    private String holder(String name) {
        return "lab " + name + (options.quick ? " --quick" : "") + ", process "
                + ProcessHandle.current().pid() + ", since " + Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private static List<Jdk> jdks() {
        List<Jdk> supported =
                Jdk.all().stream().filter(jdk -> jdk.feature() >= SUPPORTED).toList();
        List<Jdk> ends = new ArrayList<>(List.of(supported.get(0)));
        if (supported.get(supported.size() - 1).feature() != ends.get(0).feature()) {
            ends.add(supported.get(supported.size() - 1));
        }
        return ends;
    }
}
