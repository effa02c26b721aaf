package io.memsafe.benchmarks.jmh;

import io.memsafe.benchmarks.stand.Spread;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import io.memsafe.fork.Jdk;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One hot path: how it is measured, beside what, and which bars it has to reach.
 *
 * @param words what it is called
 * @param type the class with its benchmarks
 * @param ours benchmarks of memsafe
 * @param peers benchmarks of others
 * @param one of the peers: what all are compared with
 * @param counts how many threads call it, or how many workers its job has
 * @param job whether the counts are of workers
 * @param bars what must be reached, for each runtime and count
 */
record HotPath(
        Words words,
        Class<?> type,
        List<String> ours,
        List<String> peers,
        String one,
        List<Integer> counts,
        boolean job,
        Consumer<Bars> bars) {

    /** The first runtime whose profiler counts what threads allocated that have ended, as the workers of a job have. */
    private static final int COUNTS_ENDED_THREADS = 21;

    private static final String NOT_KNOWN = "-";
    private static final List<Integer> ONE = List.of(1);
    private static final List<Integer> ONE_AND_TWO = List.of(1, 2);

    /** One that is called by one thread, and by two at once. */
    static HotPath shared(
            Words words, Class<?> type, List<String> ours, List<String> peers, String one, Consumer<Bars> bars) {
        return new HotPath(words, type, ours, peers, one, ONE_AND_TWO, false, bars);
    }

    /** One that a single thread calls, whatever the program. */
    static HotPath alone(
            Words words, Class<?> type, List<String> ours, List<String> peers, String one, Consumer<Bars> bars) {
        return new HotPath(words, type, ours, peers, one, ONE, false, bars);
    }

    /** One that has one worker, or two, of its own. */
    static HotPath job(
            Words words, Class<?> type, List<String> ours, List<String> peers, String one, Consumer<Bars> bars) {
        return new HotPath(words, type, ours, peers, one, ONE_AND_TWO, true, bars);
    }

    /**
     * What it is called.
     *
     * @param figure what the names of its figures begin with
     * @param title above its table
     * @param measured what the numbers are of
     * @param ones many of what all are compared with, a column's head
     * @param theOne what all are compared with
     * @param decimals of nanoseconds
     */
    record Words(String figure, String title, String measured, String ones, String theOne, int decimals) {}

    List<String> methods() {
        List<String> all = new ArrayList<>(ours);
        all.addAll(peers);
        return all;
    }

    List<Cell> cells(Jdk jdk) {
        return cells(methods(), jdk);
    }

    /** Those of memsafe. */
    List<Cell> ours(Jdk jdk) {
        return cells(ours, jdk);
    }

    private List<Cell> cells(List<String> some, Jdk jdk) {
        List<Cell> cells = new ArrayList<>();
        for (int count : counts) {
            some.forEach(method -> cells.add(cell(method, jdk, count)));
        }
        return cells;
    }

    /** What a cell is compared with. */
    Cell one(Cell cell) {
        return new Cell(type, one, cell.jdk(), cell.threads(), cell.workers());
    }

    Cell cell(String method, Jdk jdk, int count) {
        return job ? Cell.job(type, method, jdk, count) : Cell.called(type, method, jdk, count);
    }

    boolean knowsBytes(Jdk jdk) {
        return !job || jdk.feature() >= COUNTS_ENDED_THREADS;
    }

    void show(Stand stand, Scores scores, List<Jdk> jdks) {
        stand.table(table(scores, jdks));
        for (Jdk jdk : jdks) {
            counts.forEach(count -> bars.accept(new Bars(stand, scores, this, jdk, count)));
        }
    }

    private Table table(Scores scores, List<Jdk> jdks) {
        Table table = new Table(
                words.title(),
                words.measured() + ": median of the forks (smallest..largest fork); error: half the 99.9 % interval of"
                        + " the mean over all iterations; " + words.ones() + ": how many times that of "
                        + words.theOne() + "; instructions: where the machine counts them.",
                "benchmark",
                "JDK",
                job ? "workers" : "threads",
                "ns",
                "error",
                words.ones(),
                "bytes",
                "instructions",
                "noisy forks");
        for (Jdk jdk : jdks) {
            for (int count : counts) {
                double other = scores.median(cell(one, jdk, count), Fork.NANOS);
                for (String method : methods()) {
                    Cell cell = cell(method, jdk, count);
                    table.row(
                            method,
                            Integer.toString(jdk.feature()),
                            Integer.toString(count),
                            scores.spread(cell, Fork.NANOS)
                                    .map(spread -> spread.text(words.decimals()))
                                    .orElse(NOT_KNOWN),
                            number(scores.error(cell), words.decimals()),
                            number(scores.median(cell, Fork.NANOS) / other, 2),
                            number(knowsBytes(jdk) ? scores.median(cell, Fork.BYTES) : Double.NaN, 5),
                            number(scores.median(cell, Fork.INSTRUCTIONS), 0),
                            scores.noisy(cell));
                }
            }
        }
        return table;
    }

    private static String number(double value, int decimals) {
        return Double.isNaN(value) ? NOT_KNOWN : Spread.fixed(value, decimals);
    }
}
