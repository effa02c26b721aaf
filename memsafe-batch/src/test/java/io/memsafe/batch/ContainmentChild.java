package io.memsafe.batch;

import io.memsafe.MemoryGovernor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** A batch in a child JVM with a small heap, with items that really need memory; prints {@code name=value} lines. */
final class ContainmentChild {
    private static final int ITEMS = 20_000;
    private static final int POISON = 10_007;

    private ContainmentChild() {}

    public static void main(String[] args) {
        AtomicLong written = new AtomicLong();
        AtomicLong sum = new AtomicLong();
        List<QuarantinedItem> quarantined = new ArrayList<>();
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            BatchReport report = BatchJob.<Integer, Object[]>named("containment")
                    .reader(ItemReader.of(IntStream.range(0, ITEMS).boxed().toList()))
                    .processor(item -> new Object[] {item, content(args[0], item)})
                    .writer(results -> {
                        written.addAndGet(results.size());
                        for (Object[] result : results) {
                            sum.addAndGet((Integer) result[0]);
                        }
                    })
                    .workers(2)
                    .quarantine(quarantined::add)
                    .run(governor);
            System.out.println("status=" + report.status());
            System.out.println("failure=" + report.failure());
            System.out.println("written=" + written);
            System.out.println("sum=" + sum);
            System.out.println("contained=" + report.containedErrors());
            System.out.println("largest=" + report.largestChunk());
            System.out.println("quarantined="
                    + quarantined.stream().map(QuarantinedItem::position).toList());
        }
    }

    private static Object content(String poison, int item) {
        if (item == POISON && poison.equals("huge-array")) {
            return new long[Integer.MAX_VALUE / 16];
        }
        if (item == POISON && poison.equals("many-objects")) {
            List<byte[]> grown = new ArrayList<>();
            while (true) {
                grown.add(new byte[1_000]);
            }
        }
        if (poison.equals("phase-change") && item > 9_000 && item < 9_200) {
            return new byte[2 << 20];
        }
        return new byte[2_000];
    }
}
