package io.memsafe.mapped;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** A program for a child JVM: what a HashMap takes of the heap, and what the table of the same entries takes. */
final class MappedTableHeapChild {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int VALUE_BYTES = 100;
    private static final int SAMPLE = 200_000;
    private static final int ROUNDS = 10;

    private MappedTableHeapChild() {}

    /** Takes a file to write, and how many entries. */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        int entries = Integer.parseInt(args[1]);
        String[] keys = new Random(1)
                .ints(SAMPLE, 0, entries)
                .mapToObj(MappedTableHeapChild::key)
                .toArray(String[]::new);
        byte[][] keyBytes = new byte[SAMPLE][];
        for (int i = 0; i < SAMPLE; i++) {
            keyBytes[i] = keys[i].getBytes(StandardCharsets.UTF_8);
        }
        hashMap(entries, keys);
        table(file, entries, keys, keyBytes);
    }

    private static void hashMap(int entries, String[] keys) {
        long before = used();
        Map<String, byte[]> map = new HashMap<>();
        for (int i = 0; i < entries; i++) {
            map.put(key(i), value(i));
        }
        long bytes = used() - before;
        long get = nanos(i -> map.get(keys[i])[VALUE_BYTES - 1]);
        System.out.printf("HashMap %d bytes of heap, %d ns a look-up%n", bytes, get);
    }

    private static void table(Path file, int entries, String[] keys, byte[][] keyBytes) throws IOException {
        try (MappedTableWriter writer = MappedTableWriter.create(file)) {
            for (int i = 0; i < entries; i++) {
                writer.put(key(i), value(i));
            }
            writer.finish();
        }
        long before = used();
        try (MappedTable table = MappedTable.open(file)) {
            long find = nanos(i -> last(table, keyBytes[i]));
            long get = nanos(i -> table.get(keys[i])[VALUE_BYTES - 1]);
            System.out.printf(
                    "MappedTable %d bytes of heap, %d bytes mapped, find %d ns, get %d ns a look-up%n",
                    used() - before, table.mappedBytes(), find, get);
        }
        Reference.reachabilityFence(keys);
        Reference.reachabilityFence(keyBytes);
    }

    private static String key(int number) {
        return "product-" + number;
    }

    private static byte[] value(int number) {
        return ByteBuffer.allocate(VALUE_BYTES).putInt(number).array();
    }

    private static int last(MappedTable table, byte[] key) {
        Integer last = table.find(key, value -> (int) value.get(VALUE_BYTES - 1));
        return last == null ? Integer.MIN_VALUE : last;
    }

    private static long used() {
        for (int i = 0; i < 4; i++) {
            System.gc(); // Serial leaves some of what is dead in its place, but for each fourth time
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Processor time, of the fastest round. */
    private static long nanos(IntUnaryOperator lookUp) {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            int sum = 0;
            for (int i = 0; i < SAMPLE; i++) {
                sum += lookUp.applyAsInt(i);
            }
            if (sum != 0) {
                throw new AssertionError("the last byte of each value is 0");
            }
            best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - start) / SAMPLE);
        }
        return best;
    }
}
