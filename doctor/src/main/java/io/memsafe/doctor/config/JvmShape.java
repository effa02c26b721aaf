package io.memsafe.doctor.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a JVM takes beside its heap, each with a bound that goes into its options.
 *
 * @param metaspaceBytes with the space of compressed classes
 * @param codeBytes of the code cache
 * @param directBytes of direct buffers
 * @param threads at most
 * @param stackBytes of each
 * @param collector its name, or {@code auto} to choose by the size of the machine
 */
record JvmShape(long metaspaceBytes, long codeBytes, long directBytes, int threads, long stackBytes, String collector) {
    static final long LEAST_HEAP = 32 * Bytes.MIB;

    /** Symbols, arenas of the compilers, the collector's own threads, what malloc cannot give back. */
    private static final long OWN = 96 * Bytes.MIB;

    /** Where a JVM counts as on a server, which decides its default collector. */
    private static final long SERVER = 1_792 * Bytes.MIB;

    private static final long COMPRESSED = 31 * Bytes.GIB;
    private static final long WORTH_MORE = 44 * Bytes.GIB;

    /** Beside the heap, as a share of it: card tables, marks, remembered sets, forwarding. */
    private static final Map<String, Double> OVERHEAD =
            Map.of("serial", 0.02, "parallel", 0.03, "g1", 0.08, "shenandoah", 0.05, "z", 0.10);

    private static final Map<String, String> OPTIONS = Map.of(
            "serial", "-XX:+UseSerialGC",
            "parallel", "-XX:+UseParallelGC",
            "g1", "-XX:+UseG1GC",
            "shenandoah", "-XX:+UseShenandoahGC",
            "z", "-XX:+UseZGC");

    static JvmShape read(Section section) {
        return new JvmShape(
                section.bytes("metaspace", 16 * Bytes.MIB, 16 * Bytes.GIB, 128 * Bytes.MIB),
                section.bytes("code-cache", 8 * Bytes.MIB, 2 * Bytes.GIB, 96 * Bytes.MIB),
                section.bytes("direct", Bytes.MIB, Bytes.MOST, 64 * Bytes.MIB),
                section.count("threads", 8, 100_000, 60),
                section.bytes("stack", 256 * Bytes.KIB, Bytes.GIB, Bytes.MIB),
                section.choice(
                        "collector",
                        Map.of(
                                "auto", "auto",
                                "serial", "serial",
                                "parallel", "parallel",
                                "g1", "g1",
                                "shenandoah", "shenandoah",
                                "z", "z"),
                        "auto"));
    }

    private String collectorFor(long totalBytes, double cores) {
        if (!collector.equals("auto")) {
            return collector;
        }
        return cores >= 2 && totalBytes >= SERVER ? "g1" : "serial";
    }

    private long besideHeap() {
        return metaspaceBytes + codeBytes + directBytes + threads * stackBytes + OWN;
    }

    /** The largest heap with which all is within an amount; the least one if none is. */
    long heapWithin(long totalBytes, double cores) {
        double share = OVERHEAD.getOrDefault(collectorFor(totalBytes, cores), 0.1);
        long heap = (long) ((totalBytes - besideHeap()) / (1 + share));
        // From 32 GiB on pointers take twice the room: such a heap holds no more than one of 31.
        if (heap > COMPRESSED && heap < WORTH_MORE) {
            heap = COMPRESSED;
        }
        return Math.max(LEAST_HEAP, Bytes.roundDown(heap, Bytes.MIB));
    }

    /** The sum for a heap. */
    List<Item> items(long heapBytes, double cores) {
        String chosen = collectorFor(heapBytes + besideHeap(), cores);
        List<Item> items = new ArrayList<>();
        items.add(Item.once("heap", heapBytes));
        items.add(Item.once("what the collector (" + chosen + ") keeps of it", (long)
                (heapBytes * OVERHEAD.getOrDefault(chosen, 0.1))));
        items.add(Item.once("metaspace", metaspaceBytes));
        items.add(Item.once("code cache", codeBytes));
        items.add(Item.once("direct buffers", directBytes));
        items.add(new Item("stacks of threads", threads, stackBytes));
        items.add(Item.once("the JVM's own, and what malloc keeps", OWN));
        return items;
    }

    /** The options that make the sum true. */
    List<String> options(long heapBytes, double cores) {
        return List.of(
                OPTIONS.getOrDefault(collectorFor(heapBytes + besideHeap(), cores), ""),
                "-Xms" + Bytes.mib(heapBytes) + "m",
                "-Xmx" + Bytes.mib(heapBytes) + "m",
                "-XX:MaxMetaspaceSize=" + Bytes.mib(metaspaceBytes) + "m",
                "-XX:ReservedCodeCacheSize=" + Bytes.mib(codeBytes) + "m",
                "-XX:MaxDirectMemorySize=" + Bytes.mib(directBytes) + "m",
                "-Xss" + Bytes.kib(stackBytes) + "k",
                "-XX:+ExitOnOutOfMemoryError");
    }
}
