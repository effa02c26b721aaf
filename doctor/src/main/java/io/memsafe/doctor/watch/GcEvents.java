package io.memsafe.doctor.watch;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import io.memsafe.doctor.jvm.RunningJvm;
import io.memsafe.replay.MemoryReplay;
import io.memsafe.replay.RecordedCollection;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.MemoryUsage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;

/**
 * The collections of a JVM, as its beans notify of them. Some notifications are lost under load, so a bean that has
 * counted on without one is asked for its last collection.
 *
 * <p>Thread-safety: notifications arrive on a thread of the connection; all methods belong to one thread.
 */
final class GcEvents {
    private static final int MOST_EVENTS = 512;

    private final MBeanServerConnection connection;
    private final Set<String> heapPools;
    private final List<Bean> beans = new ArrayList<>();
    private final ArrayDeque<RecordedCollection> arrived = new ArrayDeque<>();

    private static final class Bean {
        final String name;
        final ObjectName objectName;
        final GarbageCollectorMXBean proxy;
        long count;
        volatile boolean notified;

        Bean(GarbageCollectorMXBean proxy) {
            this.proxy = proxy;
            this.name = proxy.getName();
            this.objectName = proxy.getObjectName();
        }
    }

    GcEvents(RunningJvm jvm, List<String> heapPools) {
        this.connection = jvm.connection();
        this.heapPools = Set.copyOf(heapPools);
        jvm.collectors().forEach(proxy -> beans.add(new Bean(proxy)));
    }

    List<String> beanNames() {
        return beans.stream().map(bean -> bean.name).toList();
    }

    /** Begins to listen. */
    void open() throws IOException, JMException {
        for (Bean bean : beans) {
            bean.count = bean.proxy.getCollectionCount();
            connection.addNotificationListener(
                    bean.objectName, (notification, handback) -> arrived(bean, notification), null, null);
        }
    }

    private void arrived(Bean bean, Notification notification) {
        if (GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION.equals(notification.getType())
                && notification.getUserData() instanceof CompositeData data) {
            bean.notified = true;
            GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(data);
            add(event(System.nanoTime(), info.getGcName(), info.getGcAction(), info.getGcCause(), info.getGcInfo()));
        }
    }

    private void add(RecordedCollection event) {
        synchronized (arrived) {
            if (arrived.size() == MOST_EVENTS) {
                arrived.poll();
            }
            arrived.add(event);
        }
    }

    /** Hands over what has come since the last call. */
    void drain(Consumer<RecordedCollection> to) {
        while (true) {
            RecordedCollection event;
            synchronized (arrived) {
                event = arrived.poll();
            }
            if (event == null) {
                return;
            }
            to.accept(event);
        }
    }

    /** Asks the beans that have counted on without a notification since the last call; once a second is enough. */
    void poll() throws IOException, JMException {
        for (Bean bean : beans) {
            boolean notified = bean.notified;
            bean.notified = false;
            long count = bean.proxy.getCollectionCount();
            if (count != bean.count && !notified) {
                GcInfo info = last(bean);
                if (info != null) {
                    add(event(System.nanoTime(), bean.name, "", "", info));
                }
            }
            bean.count = count;
        }
    }

    /**
     * The collections of before the watch that say something alone: full ones and the young one that came last. What a
     * concurrent cycle left says little without what was allocated meanwhile.
     */
    List<RecordedCollection> past(long uptimeMillis) throws IOException, JMException {
        List<RecordedCollection> past = new ArrayList<>();
        for (Bean bean : beans) {
            GcInfo info = bean.name.contains("Cycles") || bean.name.contains("Pauses") ? null : last(bean);
            if (info != null) {
                long ago = Math.max(0, uptimeMillis - info.getEndTime());
                past.add(event(System.nanoTime() - ago * 1_000_000L, bean.name, "", "", info));
            }
        }
        past.sort(Comparator.comparingLong(RecordedCollection::endMillis));
        return past;
    }

    private @Nullable GcInfo last(Bean bean) throws IOException, JMException {
        return connection.getAttribute(bean.objectName, "LastGcInfo") instanceof CompositeData data
                ? GcInfo.from(data)
                : null;
    }

    private RecordedCollection event(long nanos, String bean, String action, String cause, GcInfo info) {
        long[] before = sums(info.getMemoryUsageBeforeGc());
        long[] after = sums(info.getMemoryUsageAfterGc());
        return new RecordedCollection(
                nanos,
                bean,
                action,
                cause,
                info.getStartTime(),
                info.getEndTime(),
                before[0],
                after[0],
                before[1],
                after[1],
                after[2]);
    }

    /** Of the whole heap, of its old generation, of eden. */
    private long[] sums(Map<String, MemoryUsage> pools) {
        long[] sums = new long[3];
        pools.forEach((name, usage) -> {
            if (heapPools.contains(name)) {
                sums[0] += usage.getUsed();
                sums[1] += MemoryReplay.isOldPool(name) ? usage.getUsed() : 0;
                sums[2] += name.contains("Eden") ? usage.getUsed() : 0;
            }
        });
        return sums;
    }
}
