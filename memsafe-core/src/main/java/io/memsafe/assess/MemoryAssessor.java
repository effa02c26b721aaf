package io.memsafe.assess;

import io.memsafe.HeapAssessment;
import io.memsafe.Measure;
import io.memsafe.MemoryArea;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.SignalStatus;
import io.memsafe.TimeToExhaustion;
import io.memsafe.Unit;
import io.memsafe.signal.AreaReading;
import io.memsafe.signal.CollectionEvent;
import io.memsafe.signal.CollectorFamily;
import io.memsafe.signal.MarkResult;
import io.memsafe.signal.Sample;
import io.memsafe.signal.SignalReading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the heap and the readings of all signals together into one assessment.
 *
 * <p>It runs when memory is short, so what has not changed since the last call is not made anew. The ages of the
 * signals change all the time; they are brought up to date every second.
 *
 * <p>Pure: time is only what the samples and readings carry. Thread-safety: none; used by one thread.
 */
public final class MemoryAssessor {
    private static final int STALE_INTERVALS = 3;
    private static final String LIVE_SET = "live-set";
    private static final Duration LIVE_SET_FRESH = Duration.ofSeconds(10);
    private static final long AGES_NANOS = 1_000_000_000L;

    private final long startNanos;
    private final HeapAssessor heap;
    private final Map<String, AreaGrowth> growths = new HashMap<>();
    private List<SignalReading> seenReadings = List.of();
    private List<MemoryArea> areas = List.of();
    private List<Measure> measures = List.of();
    private List<SignalStatus> signals = List.of();
    private long seenNanos;
    private boolean seenVerified;

    /** The growth of an area, and the reading that it has seen last. */
    private static final class AreaGrowth {
        private static final double FAST_RATIO = 0.05;

        private final Growth usual;
        private final Growth fast = new Growth();
        private long seenNanos = Long.MIN_VALUE;

        AreaGrowth(long intervalNanos) {
            usual = new Growth(intervalNanos);
        }

        void add(long nanos, AreaReading area) {
            if (nanos != seenNanos) {
                seenNanos = nanos;
                usual.add(nanos, area.used(), area.limit());
                fast.add(nanos, area.used(), area.limit());
            }
        }

        /** What rises fast is read so often that a tenth of a second can be told, whatever its interval. */
        Growth of(AreaReading area) {
            return fast.perSecond() > FAST_RATIO * area.limit() ? fast : usual;
        }
    }

    /**
     * An assessor for one run.
     *
     * @param family the collector of that run
     * @param startNanos where the uptime of the assessments counts from, on the clock of the samples
     */
    public MemoryAssessor(CollectorFamily family, long startNanos) {
        this.heap = new HeapAssessor(family);
        this.startNanos = startNanos;
    }

    /** Takes in a collection; in order of time. */
    public void collected(CollectionEvent event) {
        heap.collected(event);
    }

    /** Takes in what the collector's own marking found; in order of time. */
    public void marked(MarkResult mark) {
        heap.marked(mark);
    }

    /**
     * Takes in a sample of the heap and the newest readings, and says how things stand.
     *
     * @param sample the newest sample
     * @param readings the newest reading of every signal; the same list as at the last call if none has changed
     * @return the assessment at the sample's time
     */
    public MemoryAssessment assess(Sample sample, List<SignalReading> readings) {
        HeapAssessment heapNow = heap.assess(sample);
        takeHeap(heapNow);
        takeReadings(sample.nanos(), heapNow, readings);
        return new MemoryAssessment(Duration.ofNanos(sample.nanos() - startNanos), heapNow, areas, measures, signals);
    }

    private void takeHeap(HeapAssessment now) {
        PressureLevel atMost = now.verified() ? PressureLevel.EMERGENCY : PressureLevel.NORMAL;
        if (!areas.isEmpty()) {
            MemoryArea last = areas.get(0);
            if (last.used() == now.liveBytes()
                    && last.limit() == now.capacityBytes()
                    && !last.timeToExhaustion().expected()
                    && !now.timeToExhaustion().expected()
                    && last.atMost() == atMost) {
                return;
            }
        }
        List<MemoryArea> all = new ArrayList<>(areas);
        MemoryArea area = new MemoryArea(
                MemoryArea.HEAP,
                Unit.BYTES,
                now.liveBytes(),
                now.capacityBytes(),
                now.growthBytesPerSecond(),
                now.timeToExhaustion(),
                atMost);
        if (all.isEmpty()) {
            all.add(area);
        } else {
            all.set(0, area);
        }
        areas = List.copyOf(all);
    }

    @SuppressWarnings("ReferenceEquality") // the same list holds the same readings
    private void takeReadings(long nanos, HeapAssessment heapNow, List<SignalReading> readings) {
        boolean changed = readings != seenReadings;
        boolean current = !signals.isEmpty() && heapNow.verified() == seenVerified && nanos - seenNanos < AGES_NANOS;
        if (!changed && current) {
            return;
        }
        seenNanos = nanos;
        seenVerified = heapNow.verified();
        signals = statuses(nanos, heapNow, readings);
        if (changed) {
            takeAreas(readings);
            seenReadings = readings;
        }
    }

    private static List<SignalStatus> statuses(long nanos, HeapAssessment heapNow, List<SignalReading> readings) {
        List<SignalStatus> all = new ArrayList<>(readings.size() + 1);
        all.add(new SignalStatus(
                LIVE_SET,
                heapNow.liveAge(),
                heapNow.liveAge().compareTo(LIVE_SET_FRESH) > 0,
                heapNow.verified() ? null : heapNow.liveSource()));
        for (SignalReading reading : readings) {
            boolean there = reading.absence() == null;
            long age = Math.max(0, nanos - reading.nanos());
            boolean stale = there && age > STALE_INTERVALS * reading.pauseNanos();
            all.add(new SignalStatus(reading.signal(), Duration.ofNanos(there ? age : 0), stale, reading.absence()));
        }
        return List.copyOf(all);
    }

    private void takeAreas(List<SignalReading> readings) {
        List<MemoryArea> all = new ArrayList<>();
        List<Measure> explaining = new ArrayList<>();
        all.add(areas.get(0));
        explaining.add(new Measure("promotion-rate", Unit.BYTES, heap.promotionBytesPerSecond()));
        for (SignalReading reading : readings) {
            for (AreaReading area : reading.areas()) {
                all.add(area(area, reading));
            }
            explaining.addAll(reading.measures());
        }
        areas = List.copyOf(all);
        measures = List.copyOf(explaining);
    }

    private MemoryArea area(AreaReading area, SignalReading reading) {
        long nanos = reading.nanos();
        AreaGrowth both = growths.computeIfAbsent(area.name(), name -> new AreaGrowth(reading.intervalNanos()));
        both.add(nanos, area);
        Growth growth = both.of(area);
        double perSecond = growth.perSecond();
        TimeToExhaustion end = growth.until(area.used(), area.used(), area.limit());
        return new MemoryArea(area.name(), area.unit(), area.used(), area.limit(), perSecond, end, area.atMost());
    }
}
