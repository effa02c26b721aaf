package io.memsafe.doctor.watch;

import io.memsafe.Measure;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.doctor.jvm.CannotAttachException;
import io.memsafe.doctor.jvm.RunningJvm;
import io.memsafe.replay.MemoryReplay;
import io.memsafe.replay.RecordedArea;
import io.memsafe.replay.RecordedCollection;
import io.memsafe.replay.RecordedSample;
import io.memsafe.replay.ReplayThresholds;
import java.io.IOException;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import org.jspecify.annotations.Nullable;

/**
 * A JVM under watch from outside, through the governor's own assessor and level policy.
 *
 * <p>A thread of its own reads the heap five times a second, all else once a second, and collections as they are
 * notified. What the JVM does not tell from outside is the collector's own mark result, since that would need a log
 * within it; so on ZGC, Shenandoah and G1 the live set is the estimate that a governor makes without that log.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
public final class JvmWatch implements MemoryWatch {
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final Duration AREA_INTERVAL = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final RunningJvm jvm;
    private final MemoryMXBean memory;
    private final GcEvents collections;
    private final AllocatedBytes allocated;
    private final JvmAreas areas;
    private final MemoryReplay replay;
    private final String title;
    private final long beginMillis;
    private final Thread thread;
    private List<RecordedArea> recordedAreas = List.of();
    private long areasNanos;

    private record Newest(long nanos, Instant time, MemoryAssessment assessment, List<Measure> measures) {}

    private volatile @Nullable Newest newest;
    private volatile @Nullable String end;
    private volatile boolean closed;

    private JvmWatch(RunningJvm jvm, ReplayThresholds thresholds) throws IOException, JMException {
        this.jvm = jvm;
        memory = jvm.memory();
        Map<String, MemoryPoolMXBean> pools = new LinkedHashMap<>();
        List<String> heapPools = new ArrayList<>();
        for (MemoryPoolMXBean pool : jvm.memoryPools()) {
            String name = pool.getName();
            pools.put(name, pool);
            if (pool.getType() == MemoryType.HEAP) {
                heapPools.add(name);
            }
        }
        collections = new GcEvents(jvm, heapPools);
        allocated = new AllocatedBytes(jvm);
        areas = new JvmAreas(jvm, pools, memory.getHeapMemoryUsage().getMax());
        String collector = MemoryReplay.collectorOf(collections.beanNames(), heapPools);
        long uptimeMillis = jvm.runtime().getUptime();
        beginMillis = uptimeMillis;
        replay = new MemoryReplay(
                collector, thresholds, AREA_INTERVAL, System.nanoTime() - uptimeMillis * 1_000_000L, change -> {
                    // Whoever shows it sees the level with the next reading.
                });
        title = title(collector);
        collections.open();
        collections.past(uptimeMillis).forEach(replay::collected);
        thread = new Thread(this::run, "memsafe-doctor-watch");
        thread.setDaemon(true);
    }

    /**
     * Begins to watch.
     *
     * @param jvm belongs to the watch from now on, which closes it
     * @param thresholds when the levels begin and end
     * @return to be closed at the end
     * @throws IOException if the JVM does not answer or lacks the beans
     */
    public static JvmWatch start(RunningJvm jvm, ReplayThresholds thresholds) throws IOException {
        try {
            JvmWatch watch = new JvmWatch(jvm, thresholds);
            watch.thread.start();
            return watch;
        } catch (IOException | JMException | RuntimeException e) {
            jvm.close();
            throw new IOException("the JVM " + jvm.address() + " cannot be watched: " + e.getMessage(), e);
        }
    }

    /**
     * Attaches, and begins to watch.
     *
     * @param target as for {@link RunningJvm#open(String)}
     * @param thresholds when the levels begin and end
     * @return to be closed at the end
     * @throws CannotAttachException if it cannot be reached, with the reason
     * @throws IOException if it does not answer or lacks the beans
     */
    public static JvmWatch start(String target, ReplayThresholds thresholds) throws IOException {
        return start(RunningJvm.open(target), thresholds);
    }

    private String title(String collector) {
        String main = jvm.mainCommand();
        int space = main.indexOf(' ');
        String name = space < 0 ? main : main.substring(0, space);
        String version = jvm.runtime().getSystemProperties().getOrDefault("java.version", "");
        return "JVM " + jvm.address() + (name.isEmpty() ? "" : ", " + name) + ", " + collector
                + (version.isEmpty() ? "" : ", Java " + version);
    }

    private void run() {
        while (!closed && end == null) {
            long begin = System.nanoTime();
            try {
                sample();
            } catch (IOException | JMException | RuntimeException e) {
                if (isGone(e)) {
                    end = "the JVM " + jvm.address() + " has ended, or no longer listens";
                }
            }
            while (!closed && end == null) {
                long left = INTERVAL.toNanos() - (System.nanoTime() - begin);
                if (left <= 0) {
                    break;
                }
                LockSupport.parkNanos(this, left);
            }
        }
    }

    private void sample() throws IOException, JMException {
        MemoryUsage heap = memory.getHeapMemoryUsage();
        long nanos = System.nanoTime();
        Instant time = Instant.now();
        long allocatedBytes = allocated.read();
        if (recordedAreas.isEmpty() || nanos - areasNanos >= AREA_INTERVAL.toNanos()) {
            collections.poll();
            areas.read();
            recordedAreas = areas.areas();
            areasNanos = nanos;
        }
        synchronized (replay) {
            collections.drain(this::collected);
            MemoryAssessment now = replay.sampled(
                    new RecordedSample(nanos, heap.getUsed(), Math.max(1, heap.getMax()), allocatedBytes),
                    recordedAreas);
            newest = new Newest(nanos, time, now, areas.measures());
        }
    }

    /** What was allocated in a concurrent cycle that had begun before the watch is not known, so it says nothing. */
    private void collected(RecordedCollection collection) {
        if (!collection.bean().endsWith("Cycles") || collection.startMillis() >= beginMillis) {
            replay.collected(collection);
        }
    }

    /** A JVM that is short of memory may answer with an error of any kind; it is gone when nobody listens. */
    private boolean isGone(Throwable failure) {
        if (jvm.pid().isPresent() && ProcessHandle.of(jvm.pid().getAsLong()).isEmpty()) {
            return true;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Optional<WatchReading> reading() {
        synchronized (replay) {
            Newest now = newest;
            if (now == null) {
                return Optional.empty();
            }
            Duration since = Duration.ofNanos(System.nanoTime() - now.nanos);
            boolean silent = since.compareTo(SILENCE) > 0;
            PressureLevel level = silent ? replay.levelUnanswered(since) : replay.level();
            return Optional.of(new WatchReading(
                    now.time,
                    level,
                    now.assessment,
                    now.measures,
                    replay.reasons(now.assessment),
                    silent ? since : Duration.ZERO));
        }
    }

    @Override
    public List<WatchReading> before() {
        return List.of();
    }

    @Override
    public Optional<String> end() {
        return Optional.ofNullable(end);
    }

    /** Ends the watch and the connection; the JVM goes on. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        jvm.close();
    }
}
