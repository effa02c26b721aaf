package io.memsafe.examples.catalog;

import io.memsafe.fork.Collector;
import io.memsafe.fork.Jdk;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs the catalog three ways in child JVMs with the same small heap, and compares them. The exit code is 0 if the
 * governed run was complete and verified, 1 if not, 2 if it could not start.
 *
 * <p>Thread-safety: none; a command line program.
 */
@Command(
        name = "demo",
        description = "Runs one job three ways in the same small heap: everything in lists, fixed chunks, and memsafe.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the memsafe run was complete and verified", "1:it was not", "2:could not start"})
public final class Demo implements Callable<Integer> {

    private static final int NOT_PASSED = 1;
    private static final int CANNOT_START = 2;
    private static final Pattern HEAP = Pattern.compile("(\\d{1,7})([mMgG])");
    private static final int SMALLEST_HEAP_MB = 8;
    private static final int[] STEPS_MB = {
        1024, 768, 512, 384, 256, 192, 128, 96, 80, 64, 56, 48, 40, 32, 28, 24, 20, 16
    };

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            defaultValue = "64m",
            description = "heap of the children, as after -Xmx (default: ${DEFAULT-VALUE})")
    private String heap = "64m";

    @Option(
            names = "--gc",
            paramLabel = "NAME",
            defaultValue = "g1",
            description = "serial, parallel, g1, zgc or shenandoah (default: ${DEFAULT-VALUE})")
    private String gc = "g1";

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "2",
            description = "worker threads (default: ${DEFAULT-VALUE})")
    private int workers = 2;

    @Option(
            names = "--input",
            paramLabel = "PATH",
            description = "a folder, jar or zip; may be given again (default: the class library of the running JDK)")
    private List<Path> inputs = new ArrayList<>();

    @Option(
            names = "--modules",
            paramLabel = "NAME",
            split = ",",
            description = "only these modules of the class library")
    private List<String> modules = new ArrayList<>();

    @Option(
            names = "--jdbc-url",
            paramLabel = "URL",
            description = "database of the memsafe run, whose catalog it replaces (default: H2 in a temporary file)")
    private @Nullable String jdbcUrl;

    @Option(names = "--user", description = "its user")
    private @Nullable String user;

    @Option(
            names = "--password",
            defaultValue = "${env:CATALOG_PASSWORD}",
            description = "its password (default: the variable CATALOG_PASSWORD)")
    private @Nullable String password;

    @Option(names = "--quick", description = "a part of the class library, and no search for the heap of fixed chunks")
    private boolean quick;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "when a child is killed (default: ${DEFAULT-VALUE})")
    private int limitSeconds = 300;

    @Option(names = "--keep", description = "keep the databases and quarantines")
    private boolean keep;

    private final PrintStream console = System.out;

    /**
     * Runs the program and ends the JVM with its exit code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(CommandLines.run(new Demo(), arguments));
    }

    @Override
    public Integer call() throws IOException {
        Collector collector;
        List<Input> parts;
        try {
            CommandLines.atLeastOne("--workers", workers);
            CommandLines.atLeastOne("--limit", limitSeconds);
            heapMegabytes();
            collector = CommandLines.collector(gc);
            if (quick && inputs.isEmpty() && modules.isEmpty()) {
                modules = List.of("java.base", "java.desktop");
            }
            parts = inputs.isEmpty() ? Input.classLibrary(modules) : Input.paths(inputs);
        } catch (IllegalArgumentException e) {
            System.err.println("demo: " + e.getMessage());
            return CANNOT_START;
        }
        try (PrivateFolder folder = new PrivateFolder(keep)) {
            if (keep) {
                console.println("Databases and quarantines stay in " + folder.path());
            }
            return compare(collector, parts, folder) ? 0 : NOT_PASSED;
        }
    }

    private boolean compare(Collector collector, List<Input> parts, PrivateFolder folder) throws IOException {
        IndependentCount count = IndependentCount.of(parts, key -> false);
        Totals totals = new Totals(
                count.checksum().count() + count.unreadable(), count.checksum().bytes());
        console.printf(
                "Input: %,d entries, %s. Children: JDK %s, %s, heap %s, %d workers.%n",
                totals.items(),
                Figures.megabytes(totals.bytes()),
                Jdk.running().version(),
                collector.label(),
                heap,
                workers);
        DemoChild child = new DemoChild(
                collector,
                Duration.ofSeconds(limitSeconds),
                arguments(),
                totals,
                count.checksum(),
                count.unreadable(),
                folder);
        List<DemoRun> runs = new ArrayList<>();
        runs.add(child.run(Contestant.COLLECT, heap, null));
        DemoRun fixed = child.run(Contestant.FIXED, heap, null);
        runs.add(fixed);
        DemoRun governed =
                child.run(Contestant.GOVERNED, heap, jdbcUrl == null ? null : Database.of(jdbcUrl, user, password));
        runs.add(governed);
        console.println();
        console.print(DemoTable.of(runs, collector));
        if (fixed.passed()) {
            console.printf("%nFixed chunks of 1,000 survive a heap of %s too.%n", heap);
            if (!quick) {
                searchBelow(child, collector);
            }
        }
        console.println();
        governed.text().forEach(console::println);
        console.println();
        console.println("memsafe at " + heap + ": " + governed.end());
        return governed.passed();
    }

    /** Goes down with the heap until fixed chunks die, and shows what both do there. */
    private void searchBelow(DemoChild child, Collector collector) throws IOException {
        for (int step : STEPS_MB) {
            if (step < heapMegabytes()) {
                String smaller = step + "m";
                DemoRun fixed = child.run(Contestant.FIXED, smaller, null);
                if (!fixed.passed()) {
                    DemoRun governed = child.run(Contestant.GOVERNED, smaller, null);
                    console.printf("They do not at %s; the same heap for both:%n", smaller);
                    console.print(DemoTable.of(List.of(fixed, governed), collector));
                    return;
                }
            }
        }
        console.println("No heap was found at which they do not.");
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("--workers", String.valueOf(workers)));
        for (Path input : inputs) {
            arguments.addAll(List.of("--input", input.toString()));
        }
        if (!modules.isEmpty()) {
            arguments.addAll(List.of("--modules", String.join(",", modules)));
        }
        return arguments;
    }

    private long heapMegabytes() {
        Matcher matcher = HEAP.matcher(heap);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "--heap " + heap + " is no size: give megabytes or gigabytes, for example 64m or 1g");
        }
        boolean gigabytes = matcher.group(2).toLowerCase(Locale.ROOT).equals("g");
        long megabytes = Long.parseLong(matcher.group(1)) * (gigabytes ? 1024 : 1);
        if (megabytes < SMALLEST_HEAP_MB) {
            throw new IllegalArgumentException("--heap " + heap + " is too small: at least " + SMALLEST_HEAP_MB + "m");
        }
        return megabytes;
    }
}
