package io.memsafe.benchmarks.jmh;

import io.memsafe.benchmarks.stand.Spread;
import io.memsafe.benchmarks.stand.Table;
import io.memsafe.fork.Jdk;
import java.util.List;

/** The scores as tables. */
final class JmhTables {

    /** The first runtime whose profiler counts what threads allocated that have ended, as the workers of a job have. */
    private static final int COUNTS_ENDED_THREADS = 21;

    private static final String NOT_KNOWN = "-";

    private final Scores scores;
    private final List<Jdk> jdks;

    JmhTables(Scores scores, List<Jdk> jdks) {
        this.scores = scores;
        this.jdks = jdks;
    }

    Table levels(List<String> methods, List<Integer> threadCounts) {
        Table table = new Table(
                "Asking for the level",
                "ns and bytes of one call: median of the forks (smallest..largest fork); error: half the 99.9 % interval"
                        + " of the mean over all iterations; above empty: what is left without the harness.",
                "benchmark",
                "JDK",
                "threads",
                "ns",
                "error",
                "above empty",
                "bytes",
                "noisy forks");
        for (Jdk jdk : jdks) {
            for (int threads : threadCounts) {
                double empty = nanos(Cell.called(LevelBenchmark.class, "empty", jdk, threads));
                for (String method : methods) {
                    Cell cell = Cell.called(LevelBenchmark.class, method, jdk, threads);
                    table.row(
                            method,
                            Integer.toString(jdk.feature()),
                            Integer.toString(threads),
                            text(cell, Fork.NANOS, 3),
                            number(scores.error(cell), 3),
                            number(nanos(cell) - empty, 3),
                            number(scores.median(cell, Fork.BYTES), 5),
                            scores.noisy(cell));
                }
            }
        }
        return table;
    }

    Table permits(List<String> methods, List<Integer> threadCounts) {
        return besideOne(
                words(
                        "Acquiring bytes and giving them back",
                        "ns and bytes of both together",
                        "semaphores",
                        "the semaphore"),
                PermitBenchmark.class,
                "semaphore",
                methods,
                threadCounts);
    }

    Table filters(List<String> methods, List<Integer> threadCounts) {
        return besideOne(
                words(
                        "Letting a request in, or not",
                        "ns and bytes of one request whose chain does nothing",
                        "limiters",
                        "a Gradient2 limiter of concurrency-limits"),
                FilterBenchmark.class,
                "limiter",
                methods,
                threadCounts);
    }

    Table pools(List<String> methods, List<Integer> threadCounts) {
        return besideOne(
                words(
                        "Claiming an object of a pool and giving it back",
                        "ns and bytes of both together, with more objects than threads",
                        "stormpots",
                        "Stormpot by itself"),
                PoolBenchmark.class,
                "stormpot",
                methods,
                threadCounts);
    }

    Table buffers(int kilobytes, List<Integer> threadCounts) {
        return besideOne(
                words(
                        "Taking a buffer of " + kilobytes + " KB and giving it back",
                        "ns and bytes of both together, beside a heap buffer of Netty's pool and a new array, which is left"
                                + " to the collector",
                        "netties",
                        "Netty's"),
                BufferBenchmark.class,
                "netty" + kilobytes,
                BufferBenchmark.methods(kilobytes),
                threadCounts);
    }

    /** An empty table of what is measured, with a column for how many times it is that of another one. */
    private static Table words(String title, String measured, String ones, String one) {
        return new Table(
                title,
                measured + ": median of the forks (smallest..largest fork); error: half the 99.9 % interval of the mean"
                        + " over all iterations; " + ones + ": how many times that of " + one + ".",
                "benchmark",
                "JDK",
                "threads",
                "ns",
                "error",
                ones,
                "bytes",
                "noisy forks");
    }

    private Table besideOne(Table table, Class<?> type, String one, List<String> methods, List<Integer> threadCounts) {
        for (Jdk jdk : jdks) {
            for (int threads : threadCounts) {
                double other = nanos(Cell.called(type, one, jdk, threads));
                for (String method : methods) {
                    Cell cell = Cell.called(type, method, jdk, threads);
                    table.row(
                            method,
                            Integer.toString(jdk.feature()),
                            Integer.toString(threads),
                            text(cell, Fork.NANOS, 1),
                            number(scores.error(cell), 1),
                            number(nanos(cell) / other, 2),
                            number(scores.median(cell, Fork.BYTES), 5),
                            scores.noisy(cell));
                }
            }
        }
        return table;
    }

    Table jobs(List<Integer> workerCounts) {
        Table table = new Table(
                "An item in the chunk engine",
                "ns and bytes of one item that costs nothing itself: a governed job, beside a loop written by hand in"
                        + " chunks of 1,000 on as many workers. Bytes are known from JDK 21 on, where the profiler counts"
                        + " threads that have ended.",
                "JDK",
                "workers",
                "job ns",
                "error",
                "loop ns",
                "error",
                "difference",
                "job bytes",
                "loop bytes",
                "noisy forks");
        for (Jdk jdk : jdks) {
            for (int workers : workerCounts) {
                Cell job = Cell.job(ChunkEngineBenchmark.class, "governedJob", jdk, workers);
                Cell loop = Cell.job(ChunkEngineBenchmark.class, "handWrittenLoop", jdk, workers);
                table.row(
                        Integer.toString(jdk.feature()),
                        Integer.toString(workers),
                        text(job, Fork.NANOS, 1),
                        number(scores.error(job), 1),
                        text(loop, Fork.NANOS, 1),
                        number(scores.error(loop), 1),
                        number(nanos(job) - nanos(loop), 1),
                        bytes(job),
                        bytes(loop),
                        scores.noisy(job) + ", " + scores.noisy(loop));
            }
        }
        return table;
    }

    private String bytes(Cell cell) {
        return knowsBytesOfJobs(cell.jdk()) ? number(scores.median(cell, Fork.BYTES), 2) : NOT_KNOWN;
    }

    static boolean knowsBytesOfJobs(Jdk jdk) {
        return jdk.feature() >= COUNTS_ENDED_THREADS;
    }

    private String text(Cell cell, String value, int decimals) {
        return scores.spread(cell, value).map(spread -> spread.text(decimals)).orElse(NOT_KNOWN);
    }

    private double nanos(Cell cell) {
        return scores.median(cell, Fork.NANOS);
    }

    private static String number(double value, int decimals) {
        return Double.isNaN(value) ? NOT_KNOWN : Spread.fixed(value, decimals);
    }
}
