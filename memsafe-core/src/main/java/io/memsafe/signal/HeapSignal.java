package io.memsafe.signal;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import com.sun.management.ThreadMXBean;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heap and its collectors, read through the management beans.
 *
 * <p>Notifications are never the sole source: HotSpot loses some under load, and all of them for good when the first
 * one meets an OutOfMemoryError while its classes are being loaded. So {@link #open()} loads those classes, and
 * {@link #collections} reads the last-collection record of every bean whose count has run ahead of its notifications.
 *
 * <p>Thread-safety: {@code open}, {@code read}, {@code collections} and {@code close} belong to one thread;
 * notifications arrive on a thread of the JVM.
 */
public final class HeapSignal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeapSignal.class);
    private static final int MOST_EVENTS = 256;
    private static final List<String> DELIVERY_TYPES = List.of(
            "com.sun.management.internal.GcInfoCompositeData",
            "com.sun.management.internal.GarbageCollectionNotifInfoCompositeData",
            "com.sun.management.internal.GarbageCollectorExtImpl");
    private static final long NOTIFICATION_GRACE_NANOS = 1_000_000_000L;
    private static final long LOSS_NANOS = 60_000_000_000L;
    private static final long SUM_NANOS = 20_000_000L;

    private final LongSupplier clock;
    private final Runnable wake;
    private final List<Source> sources = new ArrayList<>();
    private final ArrayDeque<CollectionEvent> arrived = new ArrayDeque<>(MOST_EVENTS);
    private final Runtime runtime = Runtime.getRuntime();
    private final AllocatedBytes allocated = AllocatedBytes.ofThisJvm();
    private final CollectorFamily family;
    private long polledEvents;
    private long polledNanos;
    private String loss = "";
    private long summedNanos;
    private boolean summed;

    /** One collector bean and what was seen of it. */
    private static final class Source implements NotificationListener {
        final HeapSignal signal;
        final GarbageCollectorMXBean bean;
        final String name;
        long countSeen;
        long lastInfoId;
        long aheadSinceNanos = Long.MIN_VALUE;
        final AtomicLong notified = new AtomicLong();

        Source(HeapSignal signal, GarbageCollectorMXBean bean) {
            this.signal = signal;
            this.bean = bean;
            this.name = bean.getName();
        }

        @Override
        public void handleNotification(Notification notification, @Nullable Object handback) {
            signal.arrived(this, notification);
        }
    }

    /**
     * A signal that is not open yet.
     *
     * @param clock nanoseconds, monotonic
     * @param wake called on a thread of the JVM when a notification has come; must not block
     */
    public HeapSignal(LongSupplier clock, Runnable wake) {
        this.clock = clock;
        this.wake = wake;
        List<String> beans = new ArrayList<>();
        ManagementFactory.getGarbageCollectorMXBeans().forEach(bean -> beans.add(bean.getName()));
        List<String> pools = new ArrayList<>();
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                pools.add(pool.getName());
            }
        }
        family = CollectorFamily.of(beans, pools);
    }

    /** Which collector runs. */
    public CollectorFamily family() {
        return family;
    }

    /** Subscribes to the notifications, and loads what their delivery needs while there is memory for it. */
    public void open() {
        for (java.lang.management.GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (bean instanceof GarbageCollectorMXBean gc && bean instanceof NotificationEmitter emitter) {
                Source source = new Source(this, gc);
                source.countSeen = gc.getCollectionCount();
                source.notified.set(source.countSeen);
                try {
                    warmUp(gc);
                } catch (LinkageError e) {
                    // An OutOfMemoryError has broken a class of the delivery for good, before we came.
                    LOG.warn("this JVM delivers no notifications of {}; its collections are polled", source.name, e);
                }
                emitter.addNotificationListener(source, null, null);
                sources.add(source);
            }
        }
    }

    private static void warmUp(GarbageCollectorMXBean gc) {
        for (String type : DELIVERY_TYPES) {
            try {
                Class.forName(type);
            } catch (ClassNotFoundException e) {
                LOG.debug("{} does not exist on this JVM", type);
            }
        }
        GcInfo info = gc.getLastGcInfo();
        if (info == null) {
            return;
        }
        GarbageCollectionNotificationInfo warm =
                new GarbageCollectionNotificationInfo(gc.getName(), "end of minor GC", "warm-up", info);
        GarbageCollectionNotificationInfo.from(warm.toCompositeData(null));
    }

    /** Reads the heap now. */
    public Sample read() {
        long total = runtime.totalMemory();
        long used = total - runtime.freeMemory();
        long now = clock.getAsLong();
        return new Sample(now, used, runtime.maxMemory(), allocatedBytes(now));
    }

    /** A sum over all threads makes garbage of its own, so it is not made at every step of a governor in haste. */
    private long allocatedBytes(long now) {
        if (allocated.total() == null) {
            if (summed && now - summedNanos < SUM_NANOS) {
                return -1;
            }
            summed = true;
            summedNanos = now;
        }
        return allocated.read();
    }

    /**
     * Hands over the collections since the last call, oldest first: those that were notified, and for each bean that
     * ran without notification its last one.
     *
     * @param to receives them, on the calling thread
     */
    public void collections(Consumer<CollectionEvent> to) {
        while (true) {
            CollectionEvent event;
            synchronized (arrived) {
                event = arrived.poll();
            }
            if (event == null) {
                break;
            }
            to.accept(event);
        }
        for (int i = 0; i < sources.size(); i++) {
            poll(sources.get(i), to);
        }
    }

    /**
     * Whether collections had to be polled lately, since their notifications did not come.
     *
     * @param nowNanos on the clock of the governor
     * @return a clause that says so, or {@code null} if notifications come
     */
    public @Nullable String notificationLoss(long nowNanos) {
        return polledEvents > 0 && nowNanos - polledNanos < LOSS_NANOS ? loss : null;
    }

    private void poll(Source source, Consumer<CollectionEvent> to) {
        long count = source.bean.getCollectionCount();
        if (count == source.countSeen) {
            return;
        }
        if (source.notified.get() >= count) {
            source.countSeen = count;
            source.notified.set(count);
            source.aheadSinceNanos = Long.MIN_VALUE;
            return;
        }
        long now = clock.getAsLong();
        if (source.aheadSinceNanos == Long.MIN_VALUE) {
            source.aheadSinceNanos = now;
            return;
        }
        if (now - source.aheadSinceNanos < NOTIFICATION_GRACE_NANOS) {
            return;
        }
        source.aheadSinceNanos = Long.MIN_VALUE;
        source.countSeen = count;
        source.notified.set(count);
        GcInfo info = source.bean.getLastGcInfo();
        if (info != null && info.getId() != source.lastInfoId) {
            source.lastInfoId = info.getId();
            polledNanos = now;
            if (polledEvents++ == 0) {
                loss = "notifications of " + source.name + " are late or lost; its collections are polled instead";
                LOG.info(loss);
            }
            to.accept(event(source.name, "", "", info));
        }
    }

    private void arrived(Source source, Notification notification) {
        try {
            if (!notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
                return;
            }
            GarbageCollectionNotificationInfo info =
                    GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
            source.notified.incrementAndGet();
            source.lastInfoId = info.getGcInfo().getId();
            CollectionEvent event = event(info.getGcName(), info.getGcAction(), info.getGcCause(), info.getGcInfo());
            synchronized (arrived) {
                if (arrived.size() == MOST_EVENTS) {
                    arrived.poll();
                }
                arrived.add(event);
            }
            if (!event.bean().endsWith("Pauses")) { // the cycle that they belong to tells more
                wake.run();
            }
        } catch (OutOfMemoryError e) {
            // The poll finds this collection. Logging here would need the memory that is not there.
        }
    }

    private CollectionEvent event(String bean, String action, String cause, GcInfo info) {
        long before = 0;
        long after = 0;
        long oldBefore = 0;
        long oldAfter = 0;
        long edenAfter = 0;
        for (Map.Entry<String, MemoryUsage> pool : info.getMemoryUsageBeforeGc().entrySet()) {
            if (isHeap(pool.getKey())) {
                before += pool.getValue().getUsed();
                oldBefore +=
                        CollectorFamily.isOld(pool.getKey()) ? pool.getValue().getUsed() : 0;
            }
        }
        for (Map.Entry<String, MemoryUsage> pool : info.getMemoryUsageAfterGc().entrySet()) {
            if (isHeap(pool.getKey())) {
                long used = pool.getValue().getUsed();
                after += used;
                oldAfter += CollectorFamily.isOld(pool.getKey()) ? used : 0;
                edenAfter += pool.getKey().contains("Eden") ? used : 0;
            }
        }
        return new CollectionEvent(
                clock.getAsLong(),
                bean,
                action,
                cause,
                info.getStartTime(),
                info.getEndTime(),
                before,
                after,
                oldBefore,
                oldAfter,
                edenAfter);
    }

    private static boolean isHeap(String pool) {
        return CollectorFamily.isOld(pool)
                || pool.contains("Eden")
                || pool.contains("Survivor")
                || pool.contains("Young");
    }

    /** Unsubscribes. */
    @Override
    public void close() {
        for (Source source : sources) {
            try {
                ((NotificationEmitter) source.bean).removeNotificationListener(source);
            } catch (ListenerNotFoundException e) {
                LOG.debug("listener of {} was gone already", source.name);
            }
        }
        sources.clear();
    }

    /** Bytes allocated by all threads: one call where the JVM has it (21 and newer), else a sum over the threads. */
    private record AllocatedBytes(
            @Nullable ThreadMXBean threads, @Nullable MethodHandle total) {

        static AllocatedBytes ofThisJvm() {
            if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads)
                    || !threads.isThreadAllocatedMemorySupported()
                    || !threads.isThreadAllocatedMemoryEnabled()) {
                return new AllocatedBytes(null, null);
            }
            try {
                MethodHandle total = MethodHandles.lookup()
                        .findVirtual(
                                ThreadMXBean.class, "getTotalThreadAllocatedBytes", MethodType.methodType(long.class));
                return new AllocatedBytes(threads, total);
            } catch (NoSuchMethodException | IllegalAccessException e) {
                return new AllocatedBytes(threads, null);
            }
        }

        long read() {
            if (threads == null) {
                return -1;
            }
            if (total != null) {
                try {
                    return (long) total.invokeExact(threads);
                } catch (Throwable e) {
                    throw new IllegalStateException("reading the allocated bytes failed", e);
                }
            }
            long sum = 0;
            for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
                sum += Math.max(0, bytes);
            }
            return sum;
        }
    }
}
