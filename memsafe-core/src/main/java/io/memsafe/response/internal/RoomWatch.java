package io.memsafe.response.internal;

import io.memsafe.MemoryArea;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.response.Demand;
import io.memsafe.response.Shares;
import java.time.Duration;
import java.util.List;

/**
 * Says how much room there is to grow back.
 *
 * <p>Nobody knows what caches and pools will take back. But what they may take is bounded: if all that lives now were theirs,
 * in the usual {@link Shares}, a step from one depth to a smaller one would make it larger by no more than the ratio of the two
 * shares. Where even so much is ten points below {@code WARNING}, in the heap and in what the pressure was of, and nothing will be
 * full within ten seconds, room is ample. A live set that was found several steps ago has grown by all of them; one that was found
 * before memory was taken says nothing of what is left.
 *
 * <p>Pure: time is only what the assessments carry. Thread-safety: none; used by one thread.
 */
final class RoomWatch {
    private static final double SLACK_RATIO = 0.10;
    private static final Duration SOON = Duration.ofSeconds(10);

    private final double mostRatio;
    private String pressed = MemoryArea.HEAP;
    private double depth;
    private long steppedNanos;
    /** The depth at which the live set was found; {@code NaN} if that was before the last rise. */
    private double foundDepth;

    /**
     * A watch.
     *
     * @param warningRatio where {@code WARNING} begins
     */
    RoomWatch(double warningRatio) {
        this.mostRatio = warningRatio - SLACK_RATIO;
    }

    /**
     * Takes in the next assessment.
     *
     * @param level decided on it
     * @param depthNow before that is answered
     */
    Room look(MemoryAssessment assessment, PressureLevel level, double depthNow) {
        long nanos = assessment.uptime().toNanos();
        if (depthNow != depth) {
            foundDepth = depthNow > depth ? Double.NaN : foundDepth;
            depth = depthNow;
            steppedNanos = nanos;
        }
        if (level != PressureLevel.NORMAL) {
            pressed = assessment.binding().name();
        }
        if (nanos - assessment.heap().liveAge().toNanos() >= steppedNanos) {
            foundDepth = depth;
        }
        if (depth == 0) {
            return Room.SOME; // nothing gave way; and nothing is allocated while all is calm
        }
        double next = share(Math.max(0, depth - Ladder.STEP));
        Room room = Room.AMPLE;
        List<MemoryArea> areas = assessment.areas();
        for (int i = 0; i < areas.size(); i++) {
            MemoryArea area = areas.get(i);
            if (area.atMost() == PressureLevel.NORMAL) {
                continue;
            }
            boolean ample = area.ratio() * growth(area, next) <= mostRatio
                    && area.timeToExhaustion().latest().compareTo(SOON) > 0;
            if (ample) {
                continue;
            }
            if (area.timeToExhaustion().expected() || area.ratio() > mostRatio) {
                return Room.NONE;
            }
            room = Room.SOME;
        }
        return room;
    }

    /** How many times as large the step to a share makes an area at most; {@code NaN} if that is not known. */
    private double growth(MemoryArea area, double next) {
        if (area.isHeap()) {
            return next / share(foundDepth);
        }
        return area.name().equals(pressed) ? next / share(depth) : 1;
    }

    /** {@code NaN} for {@code NaN}, with which nothing is ample. */
    private static double share(double ofDepth) {
        return Double.isNaN(ofDepth) ? Double.NaN : Shares.DEFAULT.of(new Demand(PressureLevel.NORMAL, ofDepth));
    }
}
