package io.memsafe.benchmarks.stand;

import io.memsafe.fork.Jdk;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a lab measures with: it runs the contestants, notes what else the machine did meanwhile, and collects figures
 * and tables.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class Stand {

    private final String lab;
    private final boolean quick;
    private final Results results;
    private final Progress progress;
    private final List<Jdk> jdks;
    private final EarlierRuns earlier;
    private final Path root;
    private final long deadlineNanos;

    Stand(
            String lab,
            boolean quick,
            Duration budget,
            List<Jdk> jdks,
            Results results,
            Progress progress,
            EarlierRuns earlier,
            Path root) {
        this.lab = lab;
        this.quick = quick;
        this.jdks = jdks;
        this.earlier = earlier;
        this.root = root;
        this.results = results;
        this.progress = progress;
        this.deadlineNanos = System.nanoTime() + budget.toNanos();
    }

    /** What a run does. */
    @FunctionalInterface
    public interface Work {

        /**
         * Runs the contestant once.
         *
         * @return what was measured, in the order to be written
         * @throws Exception if it cannot be measured at all; this ends the lab
         */
        Map<String, Object> run() throws Exception;
    }

    /**
     * Whether little time is to be spent.
     *
     * @return {@code true} after {@code --quick}
     */
    public boolean quick() {
        return quick;
    }

    /**
     * The runtimes to measure on.
     *
     * @return the oldest one supported that is here, and the newest; one if they are the same
     */
    public List<Jdk> jdks() {
        return jdks;
    }

    /**
     * Those of the runtimes that were asked for.
     *
     * @param features of {@code --jdks}; empty for all
     * @return at least one
     * @throws CannotMeasureException if none of them is here
     */
    public List<Jdk> jdks(List<Integer> features) {
        List<Jdk> chosen = jdks.stream()
                .filter(jdk -> features.isEmpty() || features.contains(jdk.feature()))
                .toList();
        if (chosen.isEmpty()) {
            throw new CannotMeasureException("--jdks " + features + " leaves none of the runtimes here: "
                    + jdks.stream().map(Jdk::feature).toList());
        }
        return chosen;
    }

    /**
     * Announces runs, for the number of runs and the time left that are shown.
     *
     * @param runs how many more there will be than was said so far; negative if fewer
     */
    public void plan(int runs) {
        progress.plan(runs);
    }

    /**
     * The time there is for a child: its own limit, and in a quick run no more than what is left of it.
     *
     * @param most the child's own limit
     * @return the shorter of both, 1 s at the least
     */
    public Duration limit(Duration most) {
        Duration left = Duration.ofNanos(deadlineNanos - System.nanoTime());
        Duration shorter = left.compareTo(most) < 0 ? left : most;
        return shorter.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : shorter;
    }

    /**
     * Whether there is time for one more run.
     *
     * @param expected how long it will take
     * @return {@code false} if a quick run would pass its five minutes
     */
    public boolean timeFor(Duration expected) {
        return System.nanoTime() + expected.toNanos() < deadlineNanos;
    }

    /**
     * Whether a run is there already.
     *
     * @param contestant its name in the results
     * @param round which repetition, from 1
     * @return {@code true} if {@link #run} will take it from an earlier measurement
     */
    public boolean isKept(String contestant, int round) {
        return earlier.find(contestant, round).isPresent();
    }

    /**
     * Has a run be done anew, although it is there.
     *
     * @param contestant its name in the results
     * @param round which repetition, from 1
     */
    public void forget(String contestant, int round) {
        earlier.forget(contestant, round);
    }

    /**
     * Runs a contestant once, and notes foreign CPU; or takes that run from an earlier measurement.
     *
     * @param contestant its name in the results
     * @param round which repetition, from 1
     * @param work what it does
     * @return the run, already in the results
     */
    public Run run(String contestant, int round, Work work) {
        Optional<Run> kept = earlier.find(contestant, round);
        if (kept.isPresent()) {
            results.add(kept.get());
            progress.kept(contestant, kept.get().started());
            return kept.get();
        }
        progress.begins(contestant);
        String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Optional<CpuTimes> before = CpuTimes.now();
        long start = System.nanoTime();
        Map<String, Object> values = valuesOf(contestant, work);
        double seconds = Math.round((System.nanoTime() - start) / 1e6) / 1e3;
        Double foreign = foreignRatio(before, CpuTimes.now());
        boolean noisy = foreign != null && foreign > Run.NOISY_RATIO;
        Run run = new Run(contestant, round, results.version(), started, seconds, foreign, noisy, values);
        results.add(run);
        progress.ended(contestant, describe(run));
        return run;
    }

    /**
     * What this lab has measured before and was committed.
     *
     * @return nothing where there is no git
     * @throws CannotMeasureException if a committed file cannot be read
     */
    public CommittedRuns committed() {
        return CommittedRuns.read(root, lab);
    }

    /**
     * What the machine computes with.
     *
     * @return its name and the number of cores
     */
    public String processor() {
        return results.factOf(Facts.PROCESSOR);
    }

    /**
     * The full name of a figure, which tells quick ones apart.
     *
     * @param name within the lab, for example {@code level.17.1t.ns}
     * @return for example {@code jmh.level.17.1t.ns}, or {@code jmh.quick.level.17.1t.ns}
     */
    public String figureName(String name) {
        return lab + (quick ? ".quick." : ".") + name;
    }

    /**
     * Adds a figure.
     *
     * @param figure printed at the end
     */
    public void figure(Figure figure) {
        results.add(figure);
    }

    /**
     * Adds a table.
     *
     * @param table filled
     */
    public void table(Table table) {
        results.add(table);
    }

    /**
     * Adds a picture, in a file of its own beside the results.
     *
     * @param name lower case, unique within the lab
     * @param title what it shows
     * @param svg the whole document
     */
    public void picture(String name, String title, String svg) {
        results.picture(name, title, svg);
    }

    /**
     * Adds a fact, such as the flags of the children.
     *
     * @param name what it is
     * @param value what is so
     */
    public void fact(String name, String value) {
        results.fact(name, value);
    }

    /**
     * Adds a remark, on the screen and in the results.
     *
     * @param text a sentence
     */
    public void note(String text) {
        progress.note(text);
        results.note(text);
    }

    private static Map<String, Object> valuesOf(String contestant, Work work) {
        try {
            return work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotMeasureException("interrupted while " + contestant + " ran", e);
        } catch (CannotMeasureException e) {
            throw e;
        } catch (Exception e) {
            throw new CannotMeasureException(contestant + " cannot be measured: " + e, e);
        }
    }

    private static @Nullable Double foreignRatio(Optional<CpuTimes> before, Optional<CpuTimes> after) {
        if (before.isEmpty() || after.isEmpty()) {
            return null;
        }
        OptionalDouble ratio = after.get().foreignRatioSince(before.get());
        return ratio.isEmpty() ? null : Math.round(ratio.getAsDouble() * 1000) / 1000.0;
    }

    private static String describe(Run run) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%.1f s", run.elapsedSeconds()));
        run.values().forEach((name, value) -> {
            if (!(value instanceof Collection || value instanceof Map)) {
                text.append(", ").append(name).append(' ');
                text.append(value instanceof Double number ? Spread.fixed(number, 3) : value);
            }
        });
        Double foreign = run.foreignCpuRatio();
        if (foreign != null) {
            text.append(String.format(Locale.ROOT, ", foreign CPU %.0f %%", foreign * 100));
        }
        return text.append(run.noisy() ? " NOISY" : "").toString();
    }
}
