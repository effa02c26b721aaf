package io.memsafe.benchmarks.signals.child;

import io.memsafe.benchmarks.signals.child.Tape.Mark;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.NotificationEmitter;

/**
 * Counts notifications of collections, beside the collections that the JVM itself counts: some JVMs lose them for good
 * when memory runs out early.
 *
 * <p>Thread-safety: may be used by any thread.
 */
final class Notifications {
    private final AtomicLong heard = new AtomicLong();
    private final long before = counted();

    Notifications() {
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (bean instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener((notification, handback) -> heard.incrementAndGet(), null, null);
            }
        }
    }

    void mark(Tape tape) {
        tape.mark(Mark.HEARD, heard.get());
        tape.mark(Mark.COUNTED, counted() - before);
    }

    private static long counted() {
        long sum = 0;
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            sum += Math.max(0, bean.getCollectionCount());
        }
        return sum;
    }
}
