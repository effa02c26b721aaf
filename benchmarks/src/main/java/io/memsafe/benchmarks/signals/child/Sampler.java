package io.memsafe.benchmarks.signals.child;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryArea;
import io.memsafe.MemoryAssessment;
import io.memsafe.MemoryGovernor;
import io.memsafe.benchmarks.signals.child.Tape.Row;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Writes a row every 10 ms. Allocates nothing.
 *
 * <p>Thread-safety: none; {@link #start()} gives it a thread of its own.
 */
final class Sampler implements Runnable {
    /** From row to row. */
    static final long INTERVAL_NANOS = 10_000_000;

    private final Tape tape;
    private final LongSupplier nanos;
    private final MemoryGovernor governor;
    private final Peers peers;
    private final LongSupplier truth;
    private final String area;
    private final GarbageCollectorMXBean[] cycles;

    /**
     * A sampler.
     *
     * @param truth tells the live bytes
     * @param area the area whose ratio is recorded too; empty for none
     */
    Sampler(Tape tape, LongSupplier nanos, MemoryGovernor governor, Peers peers, LongSupplier truth, String area) {
        this.tape = tape;
        this.nanos = nanos;
        this.governor = governor;
        this.peers = peers;
        this.truth = truth;
        this.area = area;
        this.cycles = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(bean -> seesTheWholeHeap(bean.getName()))
                .toArray(GarbageCollectorMXBean[]::new);
    }

    static boolean seesTheWholeHeap(String bean) {
        return !(bean.equals("Copy")
                || bean.equals("PS Scavenge")
                || bean.equals("G1 Young Generation")
                || bean.contains("Minor")
                || bean.endsWith("Pauses"));
    }

    void start() {
        Thread thread = new Thread(this, "lab-sampler");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        long next = System.nanoTime();
        while (tape.hasRoom()) {
            sample();
            next = Math.max(next + INTERVAL_NANOS, System.nanoTime());
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void sample() {
        Runtime runtime = Runtime.getRuntime();
        MemoryAssessment assessment = governor.assessment();
        HeapAssessment heap = assessment.heap();
        long now = nanos.getAsLong();
        long used = runtime.totalMemory() - runtime.freeMemory();
        int row = tape.next();
        tape.put(row + Row.NANOS, now);
        tape.put(row + Row.TRUTH, truth.getAsLong());
        tape.put(row + Row.USED, used);
        tape.put(row + Row.LIVE, heap.liveBytes());
        tape.put(row + Row.LOW, heap.liveLowBytes());
        tape.put(row + Row.HIGH, heap.liveHighBytes());
        tape.put(
                row + Row.TIME_TO_EXHAUSTION,
                heap.timeToExhaustion().expected()
                        ? heap.timeToExhaustion().earliest().toNanos()
                        : Long.MAX_VALUE);
        tape.put(row + Row.GROWTH, heap.growthBytesPerSecond());
        tape.put(row + Row.LIVE_AGE, heap.liveAge().toNanos());
        tape.put(row + Row.CAPACITY, heap.capacityBytes());
        tape.put(row + Row.AREA_RATIO, areaRatio(assessment.areas()));
        tape.put(row + Row.COLLECTION_RATIO, (float) heap.collectionRatio());
        tape.put(row + Row.ALARMS, peers.alarms(now, used));
        tape.put(row + Row.COLLECTIONS, collections());
        tape.put(row + Row.DISTRESS, heap.distress());
        tape.put(row + Row.LEVEL, governor.level());
        tape.put(row + Row.VERIFIED, heap.verified());
        tape.commit();
    }

    private int collections() {
        long sum = 0;
        for (GarbageCollectorMXBean bean : cycles) {
            sum += Math.max(0, bean.getCollectionCount());
        }
        return (int) sum;
    }

    private float areaRatio(List<MemoryArea> areas) {
        float ratio = 0;
        for (int i = 0; i < areas.size(); i++) {
            if (areas.get(i).name().equals(area)) {
                ratio = (float) areas.get(i).ratio();
            }
        }
        return ratio;
    }
}
