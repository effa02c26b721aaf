package io.memsafe.level;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import java.time.Duration;

/**
 * Decides when the JVM should be asked for a collection.
 *
 * <p>A live set is known only from collections, and these come with allocation. Where a level makes the program
 * refuse its work, allocation stops, no collection comes, and the level would stand for ever although what raised it
 * has long been let go. So a collection is due when a level rests on the heap, nothing has been found of the heap for
 * two seconds, and at the present allocation rate it would be five seconds or more until the heap is full.
 *
 * <p>It costs a pause, so it is rare: ten seconds lie between two requests, twice as many after each that changed
 * little, up to ten minutes; an answer that frees 2 % of the capacity, or a {@code NORMAL} level, forgives that.
 *
 * <p>A collector that works beside the program takes no pause for it, so it is asked after half a second, and a second
 * lies between the first two requests. Where it has generations, what has been let go in the old one is seen in no
 * other way.
 *
 * <p>Pure: time is only what the assessments carry. Thread-safety: none; used by one thread.
 */
public final class CollectionRequests {
    private static final Duration STALE = Duration.ofSeconds(2);
    private static final Duration LONG_STALE = Duration.ofSeconds(3);
    private static final Duration CONCURRENT_STALE = Duration.ofMillis(500);
    private static final Duration CONCURRENT_LONG_STALE = Duration.ofMillis(750);
    private static final long LEAST_NANOS = 10_000_000_000L;
    private static final long CONCURRENT_LEAST_NANOS = 1_000_000_000L;
    private static final long MOST_NANOS = 600_000_000_000L;
    private static final double NEAR_SECONDS = 5;
    private static final double BUSY_RATIO = 0.05;
    private static final double WORTH_RATIO = 0.02;

    private final LevelThresholds thresholds;
    private final Duration stale;
    private final Duration longStale;
    private final long leastNanos;
    private long askedNanos = -1;
    private long askedLive;
    private boolean answered = true;
    private long pauseNanos;

    /**
     * Requests for levels with these thresholds.
     *
     * @param thresholds of the levels
     * @param concurrent whether the collector works beside the program, so that a request costs no pause
     */
    public CollectionRequests(LevelThresholds thresholds, boolean concurrent) {
        this.thresholds = thresholds;
        this.stale = concurrent ? CONCURRENT_STALE : STALE;
        this.longStale = concurrent ? CONCURRENT_LONG_STALE : LONG_STALE;
        this.leastNanos = concurrent ? CONCURRENT_LEAST_NANOS : LEAST_NANOS;
        this.pauseNanos = leastNanos;
    }

    /**
     * Takes in the next assessment.
     *
     * @param assessment in order of time
     * @param level decided on it
     * @return whether a collection should be asked for now; it is then taken as asked for
     */
    public boolean due(MemoryAssessment assessment, PressureLevel level) {
        HeapAssessment heap = assessment.heap();
        long now = assessment.uptime().toNanos();
        judge(heap, now);
        if (level == PressureLevel.NORMAL) {
            pauseNanos = leastNanos;
            return false;
        }
        if (!restsOn(heap) || heap.liveAge().compareTo(stale) < 0 || collectionIsNear(heap)) {
            return false;
        }
        if (askedNanos >= 0 && now - askedNanos < pauseNanos) {
            return false;
        }
        if (!answered) {
            pauseNanos = Math.min(MOST_NANOS, 2 * pauseNanos);
        }
        askedNanos = now;
        askedLive = heap.liveBytes();
        answered = false;
        return true;
    }

    private void judge(HeapAssessment heap, long now) {
        if (!answered && now - heap.liveAge().toNanos() > askedNanos) {
            answered = true;
            boolean worth = askedLive - heap.liveBytes() >= WORTH_RATIO * heap.capacityBytes();
            pauseNanos = worth ? leastNanos : Math.min(MOST_NANOS, 2 * pauseNanos);
        }
    }

    private boolean restsOn(HeapAssessment heap) {
        return heap.verified() && heap.pressureRatio() + thresholds.hysteresisRatio() >= thresholds.warningRatio();
    }

    private boolean collectionIsNear(HeapAssessment heap) {
        if (heap.liveAge().compareTo(longStale) > 0) {
            return false; // those that run do not look at the whole heap
        }
        return heap.collectionRatio() > BUSY_RATIO
                || NEAR_SECONDS * heap.allocationBytesPerSecond() > heap.maxBytes() - heap.usedBytes();
    }
}
