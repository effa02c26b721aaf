package io.memsafe.web;

import io.memsafe.admission.BudgetPriority;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests were refused, by reason and by priority. To count one adds to one counter, on the path of what is refused.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class ShedCounts {
    private final Map<ShedReason, Map<BudgetPriority, LongAdder>> counters = new EnumMap<>(ShedReason.class);

    ShedCounts() {
        for (ShedReason reason : ShedReason.values()) {
            Map<BudgetPriority, LongAdder> row = new EnumMap<>(BudgetPriority.class);
            for (BudgetPriority priority : BudgetPriority.values()) {
                row.put(priority, new LongAdder());
            }
            counters.put(reason, row);
        }
    }

    void add(ShedReason reason, BudgetPriority priority) {
        Map<BudgetPriority, LongAdder> row = counters.get(reason);
        LongAdder counter = row == null ? null : row.get(priority);
        if (counter != null) {
            counter.increment();
        }
    }

    long sum() {
        long sum = 0;
        for (Map<BudgetPriority, LongAdder> row : counters.values()) {
            for (LongAdder counter : row.values()) {
                sum += counter.sum();
            }
        }
        return sum;
    }

    Map<ShedReason, Long> byReason() {
        Map<ShedReason, Long> sums = new EnumMap<>(ShedReason.class);
        counters.forEach((reason, row) -> {
            for (LongAdder counter : row.values()) {
                sums.merge(reason, counter.sum(), Long::sum);
            }
        });
        return sums;
    }

    Map<BudgetPriority, Long> byPriority() {
        Map<BudgetPriority, Long> sums = new EnumMap<>(BudgetPriority.class);
        for (Map<BudgetPriority, LongAdder> row : counters.values()) {
            row.forEach((priority, counter) -> sums.merge(priority, counter.sum(), Long::sum));
        }
        return sums;
    }
}
