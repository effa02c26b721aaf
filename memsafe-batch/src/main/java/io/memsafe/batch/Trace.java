package io.memsafe.batch;

import io.memsafe.PressureLevel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps where a job stood from time to time, in a room that never grows: when it is full, every second point goes, and
 * points are twice as far apart from then on. So a run of any length has 256 to 512 of them.
 *
 * <p>Adding allocates nothing. Thread-safety: none; used by the thread that waits for the workers.
 */
final class Trace {
    static final int MOST = 512;
    private static final long FIRST_STEP_NANOS = 50_000_000L;
    private static final PressureLevel[] LEVELS = PressureLevel.values();

    private final long[] nanos = new long[MOST];
    private final long[] written = new long[MOST];
    private final int[] chunkSizes = new int[MOST];
    private final long[] live = new long[MOST];
    private final long[] capacity = new long[MOST];
    private final long[] contained = new long[MOST];
    private final PressureLevel[] levels = new PressureLevel[MOST];
    private long stepNanos = FIRST_STEP_NANOS;
    private PressureLevel worst = LEVELS[0];
    private int size;

    /** Whether the next point is due; also takes in the level, however short it lasts. */
    boolean due(long nowNanos, PressureLevel level) {
        worst = level.atLeast(worst) ? level : worst;
        return size == 0 || nowNanos - nanos[size - 1] >= stepNanos;
    }

    /** Adds a point, with the highest level since the last one. */
    void add(long nowNanos, long items, int chunkSize, long liveBytes, long capacityBytes, long containedErrors) {
        if (size == MOST) {
            thin();
        }
        nanos[size] = nowNanos;
        written[size] = items;
        chunkSizes[size] = chunkSize;
        live[size] = liveBytes;
        capacity[size] = capacityBytes;
        contained[size] = containedErrors;
        levels[size] = worst;
        size++;
        worst = LEVELS[0];
    }

    private void thin() {
        for (int i = 0; i < MOST / 2; i++) {
            int kept = 2 * i + 1;
            PressureLevel before = levels[kept - 1];
            nanos[i] = nanos[kept];
            written[i] = written[kept];
            chunkSizes[i] = chunkSizes[kept];
            live[i] = live[kept];
            capacity[i] = capacity[kept];
            contained[i] = contained[kept];
            levels[i] = before.atLeast(levels[kept]) ? before : levels[kept];
        }
        size = MOST / 2;
        stepNanos *= 2;
    }

    /** How long until the next point, at the most. */
    long stepNanos() {
        return stepNanos;
    }

    List<TracePoint> points() {
        List<TracePoint> points = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            points.add(new TracePoint(
                    Duration.ofNanos(nanos[i]),
                    written[i],
                    chunkSizes[i],
                    live[i],
                    capacity[i],
                    contained[i],
                    levels[i]));
        }
        return points;
    }
}
