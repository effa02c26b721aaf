package io.memsafe.benchmarks.batch.child;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Who takes part.
 *
 * @param name on the command line and in tables
 * @param workers how many threads work on items
 * @param kind what it stands for
 * @param way how it does it; made in the child, so that others load none of its classes
 */
public record Contender(String name, int workers, Kind kind, Supplier<Way> way) {
    private static final long MEGABYTE = 1 << 20;
    private static final int CHUNK = 1_000;
    private static final List<Integer> FIXED = List.of(1, 10, 100, 1_000, 10_000);

    /** What a contender stands for. */
    public enum Kind {
        /** A loop with chunks of a fixed number of items; the best of them is the oracle. */
        FIXED,
        /** The careful engineer's ten lines. */
        TEN_LINES,
        /** What people use. */
        PEER,
        /** memsafe. */
        MEMSAFE
    }

    /**
     * All of them.
     *
     * @return in the order of the tables
     */
    public static List<Contender> all() {
        List<Contender> all = new ArrayList<>();
        for (int workers = 1; workers <= 2; workers++) {
            int threads = workers;
            for (int items : FIXED) {
                all.add(of(
                        "fixed-" + items,
                        threads,
                        Kind.FIXED,
                        () -> new HandLoop(threads, items, Long.MAX_VALUE, false)));
            }
            all.add(of(
                    "bytes", threads, Kind.PEER, () -> new HandLoop(threads, Integer.MAX_VALUE, 2 * MEGABYTE, false)));
            all.add(of("ten-lines", threads, Kind.TEN_LINES, () -> new HandLoop(threads, CHUNK, 2 * MEGABYTE, true)));
            if (threads == 1) {
                all.add(of("spring", threads, Kind.PEER, () -> new SpringBatch(CHUNK, false)));
                all.add(of("spring-tolerant", threads, Kind.PEER, () -> new SpringBatch(CHUNK, true)));
            } else {
                all.add(of("executor", threads, Kind.PEER, () -> new QueuedExecutor(threads, CHUNK)));
            }
            all.add(of("reactor", threads, Kind.PEER, () -> new ReactorFlow(threads, CHUNK)));
            all.add(of("pekko", threads, Kind.PEER, () -> new PekkoStream(threads, 2 * MEGABYTE)));
            all.add(of("memsafe", threads, Kind.MEMSAFE, () -> new MemsafeJob(threads)));
        }
        return all;
    }

    private static Contender of(String name, int workers, Kind kind, Supplier<Way> way) {
        return new Contender(name + "-" + workers + "w", workers, kind, way);
    }

    /**
     * The contender of a name.
     *
     * @param name as in {@link #name()}
     * @return that one
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public static Contender named(String name) {
        List<Contender> all = all();
        return all.stream()
                .filter(contender -> contender.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no contestant '" + name + "': it is one of "
                        + String.join(", ", all.stream().map(Contender::name).toList())));
    }

    @Override
    public String toString() {
        return name;
    }
}
