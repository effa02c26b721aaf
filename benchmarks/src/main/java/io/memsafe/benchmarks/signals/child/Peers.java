package io.memsafe.benchmarks.signals.child;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The peers, applied to this JVM.
 *
 * <p>Rules whose reading allocates are asked every 50 ms by a thread of their own, since an allocation may wait for a
 * collection; the sampler takes their last answer. The others are computed for each sample.
 *
 * <p>Thread-safety: {@link #alarms} is for one thread, the sampler's.
 */
final class Peers implements AutoCloseable {
    private static final long POLL_NANOS = 50_000_000;
    private static final double WARNING = 0.85;
    private static final double CRITICAL = 0.95;
    private static final double OVERHEAD = 0.25;
    private static final double REQUEST = 0.01;
    private static final Duration LOOKBACK = Duration.ofSeconds(10);
    private static final Duration TEST_EVERY = Duration.ofSeconds(1);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final JvmHeapPressureMetrics metrics = new JvmHeapPressureMetrics(List.of(), LOOKBACK, TEST_EVERY);
    private final Gauge afterCollection;
    private final Gauge overhead;
    private final MemoryPoolMXBean[] pools;
    private final GarbageCollectorMXBean[] pauses;
    private final long maxBytes;
    private final Debt quake = new Debt(30, 5);
    private final Debt quick = new Debt(3, 1);
    private final Thread thread = new Thread(this::poll, "lab-peers");
    private volatile int polled;
    private volatile boolean closed;

    Peers(long maxBytes) {
        this.maxBytes = maxBytes;
        metrics.bindTo(registry);
        afterCollection = registry.get("jvm.memory.usage.after.gc").gauge();
        overhead = registry.get("jvm.gc.overhead").gauge();
        pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                .toArray(MemoryPoolMXBean[]::new);
        pauses = pauses();
        polled = ask();
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The beans that count pauses only: a concurrent collector has one for pauses beside one for cycles. */
    private static GarbageCollectorMXBean[] pauses() {
        List<GarbageCollectorMXBean> all = ManagementFactory.getGarbageCollectorMXBeans();
        List<GarbageCollectorMXBean> named =
                all.stream().filter(bean -> bean.getName().endsWith("Pauses")).toList();
        return (named.isEmpty() ? all : named)
                .stream().filter(bean -> !bean.getName().contains("Concurrent")).toArray(GarbageCollectorMXBean[]::new);
    }

    /** The bits of the peers that alarm now. Allocates nothing. */
    int alarms(long nanos, long used) {
        long pauseMillis = 0;
        for (GarbageCollectorMXBean bean : pauses) {
            pauseMillis += Math.max(0, bean.getCollectionTime());
        }
        double ratio = (double) used / maxBytes;
        return polled
                | bit(Peer.USED_85, ratio > WARNING)
                | bit(Peer.USED_95, ratio > CRITICAL)
                | bit(Peer.BREAKER, ratio + REQUEST > CRITICAL)
                | bit(Peer.QUAKE, quake.above(nanos, pauseMillis))
                | bit(Peer.QUAKE_QUICK, quick.above(nanos, pauseMillis));
    }

    private void poll() {
        while (!closed) {
            try {
                polled = ask();
            } catch (OutOfMemoryError e) {
                // No answer this time: the last one stands, as a gauge that is not read stands.
                LockSupport.parkNanos(POLL_NANOS);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private int ask() {
        double after = 0;
        for (MemoryPoolMXBean pool : pools) {
            MemoryUsage usage = pool.getCollectionUsage();
            if (usage != null) {
                long max = usage.getMax() > 0 ? usage.getMax() : maxBytes;
                after = Math.max(after, (double) usage.getUsed() / max);
            }
        }
        double micrometer = afterCollection.value();
        return bit(Peer.AFTER_COLLECTION_85, after > WARNING)
                | bit(Peer.AFTER_COLLECTION_95, after > CRITICAL)
                | bit(Peer.MICROMETER_85, micrometer > WARNING)
                | bit(Peer.MICROMETER_95, micrometer > CRITICAL)
                | bit(Peer.MICROMETER_OVERHEAD, overhead.value() > OVERHEAD);
    }

    private static int bit(Peer peer, boolean alarmed) {
        return alarmed ? peer.bit() : 0;
    }

    @Override
    public void close() {
        closed = true;
        metrics.close();
        registry.close();
    }
}
