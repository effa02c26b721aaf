package io.memsafe.benchmarks.batch;

import io.memsafe.benchmarks.batch.child.Ledger;
import io.memsafe.benchmarks.batch.child.Ledger.Entry;
import io.memsafe.benchmarks.batch.child.Marks;
import io.memsafe.benchmarks.batch.child.Workload;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the ledger of a complete run has to say, computed here once more: every item written once or given up, and sum
 * and exclusive or over all marks of what was written.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class Expected {
    private final Map<Workload, Marks> marks = new EnumMap<>(Workload.class);

    /**
     * Compares.
     *
     * @return {@code complete} if every item that can be written was, {@code incomplete} if the contestant gave others
     *     up and said so, {@code wrong} if any was lost silently, written twice or written wrongly
     */
    String verdict(Workload workload, Ledger ledger) {
        Marks of = marks.computeIfAbsent(workload, Marks::of);
        long hopeless = workload.hopeless().orElse(-1L);
        long sum = 0;
        long xor = 0;
        boolean innocent = false;
        for (long id = 0; id < ledger.items(); id++) {
            if (ledger.isWritten(id)) {
                long mark = of.mark(id);
                sum += mark;
                xor ^= mark;
            } else if (!ledger.isGivenUp(id)) {
                return Outcome.WRONG;
            } else if (id != hopeless) {
                innocent = true;
            }
        }
        boolean same = sum == ledger.get(Entry.SUM) && xor == ledger.get(Entry.XOR) && ledger.get(Entry.TWICE) == 0;
        return !same ? Outcome.WRONG : innocent ? Outcome.INCOMPLETE : Outcome.COMPLETE;
    }
}
