package io.memsafe.level;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryArea;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Decides the level: that of the area in the greatest need.
 *
 * <p>An area is in need when it is full, or when it will be full soon.
 *
 * <p><i>Full.</i> {@code WARNING} and {@code CRITICAL} begin at their shares of the limit. A heap that is quiet, which
 * is one that neither grows nor costs time, does its job: it is warned of shortly before it is {@code CRITICAL}. Areas
 * other than the heap, whose memory does not come and go, count one level lower while they do not grow.
 * {@code EMERGENCY} begins at its own share with growth or distress, and in a heap that is {@code CRITICAL} with three
 * or more collections in distress within a second; ten of them, for a quarter of a second, make a {@code WARNING} a
 * {@code CRITICAL}. What is full, quiet and does not grow is no emergency.
 *
 * <p><i>Soon.</i> Even the slower of an area's slopes fills it within the time: {@code WARNING} from 82 % full on with
 * less than 10 s left, {@code CRITICAL} from 87 % on with less than 3 s, {@code EMERGENCY} from 92 % on with less than
 * 1.2 s. Below these shares a step that will end looks like a leak that will not, and there is time to find out.
 *
 * <p>Up at once, but a {@code WARNING} for being full only after a second, since live sets that are let go look as
 * if they were kept until the next collection. Down with hysteresis: each of the two ends when it has been gone, with
 * some slack, for the dwell time. Only a verified live set raises a level.
 *
 * <p>Pure: time is only what the assessments carry. Thread-safety: none; used by one thread.
 */
public final class LevelPolicy {
    private static final int DISTRESS_ENOUGH = 3;
    private static final int DISTRESS_MUCH = 10;
    private static final double QUIET_COLLECTION_RATIO = 0.05;
    private static final double QUIET_SHARE = 0.8;
    private static final double QUIET_SLACK = 0.4;
    private static final long DISTRESS_MUCH_NANOS = 250_000_000L;
    private static final long WARNING_NANOS = 1_000_000_000L;
    private static final double WARNING_SOON_RATIO = 0.82;
    private static final double CRITICAL_SOON_RATIO = 0.87;
    private static final double EMERGENCY_SOON_RATIO = 0.92;
    private static final double WARNING_SOON_SECONDS = 10;
    private static final double CRITICAL_SOON_SECONDS = 3;
    private static final double EMERGENCY_SOON_SECONDS = 1.2;
    private static final double FALLING_SOON_FACTOR = 1.5;
    private static final double PERCENT = 100.0;
    private static final double MEBIBYTE = 1 << 20;
    private static final double NANOS = 1e9;

    private final LevelThresholds thresholds;
    private final Track full;
    private final Track soon;
    private long muchSinceNanos = -1;
    private boolean isMuchDistress;

    /**
     * A level that falls when its cause has been gone for the dwell time. It rises at once, but to {@code WARNING} only
     * when its cause has been there for a time of its own.
     */
    private static final class Track {
        final long warningNanos;
        final long dwellNanos;
        PressureLevel level = PressureLevel.NORMAL;
        long raisedSinceNanos = -1;
        long lowerSinceNanos = -1;

        Track(long warningNanos, long dwellNanos) {
            this.warningNanos = warningNanos;
            this.dwellNanos = dwellNanos;
        }

        void decide(long now, PressureLevel found, PressureLevel falling) {
            PressureLevel rising = found;
            if (found == PressureLevel.NORMAL) {
                raisedSinceNanos = -1;
            } else if (raisedSinceNanos < 0) {
                raisedSinceNanos = now;
            }
            if (found == PressureLevel.WARNING && now - raisedSinceNanos < warningNanos) {
                rising = PressureLevel.NORMAL;
            }
            PressureLevel held = rising.atLeast(falling) ? rising : falling;
            if (held.atLeast(level)) {
                level = rising.atLeast(level) ? rising : level;
                lowerSinceNanos = -1;
                return;
            }
            if (lowerSinceNanos < 0) {
                lowerSinceNanos = now;
            }
            if (now - lowerSinceNanos >= dwellNanos) {
                level = held;
                lowerSinceNanos = -1;
            }
        }
    }

    /** A policy that starts at {@code NORMAL}. */
    public LevelPolicy(LevelThresholds thresholds) {
        this.thresholds = thresholds;
        this.full = new Track(WARNING_NANOS, thresholds.dwell().toNanos());
        this.soon = new Track(0, thresholds.dwell().toNanos());
    }

    /**
     * Takes in the next assessment.
     *
     * @param assessment in order of time
     * @return the level from now on
     */
    public PressureLevel decide(MemoryAssessment assessment) {
        long now = assessment.uptime().toNanos();
        HeapAssessment heap = assessment.heap();
        measureDistress(now, heap.distress());
        PressureLevel isFull = PressureLevel.NORMAL;
        PressureLevel wasFull = PressureLevel.NORMAL;
        PressureLevel isSoon = PressureLevel.NORMAL;
        PressureLevel wasSoon = PressureLevel.NORMAL;
        List<MemoryArea> areas = assessment.areas();
        for (int i = 0; i < areas.size(); i++) {
            MemoryArea area = areas.get(i);
            isFull = worse(isFull, area, full(area, heap, 0));
            wasFull = worse(wasFull, area, full(area, heap, thresholds.hysteresisRatio()));
            isSoon = worse(isSoon, area, soon(area, 1));
            wasSoon = worse(wasSoon, area, soon(area, FALLING_SOON_FACTOR));
        }
        full.decide(now, isFull, wasFull);
        soon.decide(now, isSoon, wasSoon);
        return full.level.atLeast(soon.level) ? full.level : soon.level;
    }

    private void measureDistress(long now, int distress) {
        if (distress < DISTRESS_MUCH) {
            muchSinceNanos = -1;
        } else if (muchSinceNanos < 0) {
            muchSinceNanos = now;
        }
        isMuchDistress = muchSinceNanos >= 0 && now - muchSinceNanos >= DISTRESS_MUCH_NANOS;
    }

    private static PressureLevel worse(PressureLevel worst, MemoryArea area, PressureLevel found) {
        PressureLevel capped = found.atLeast(area.atMost()) ? area.atMost() : found;
        return capped.atLeast(worst) ? capped : worst;
    }

    private PressureLevel full(MemoryArea area, HeapAssessment heap, double slack) {
        double ratio = area.ratio() + slack;
        boolean grows = area.timeToExhaustion().expected();
        double warning = thresholds.warningRatio();
        double critical = thresholds.criticalRatio();
        int distress = 0;
        boolean muchDistress = area.isHeap() && isMuchDistress;
        if (area.isHeap()) {
            distress = heap.distress();
            if (!grows && distress == 0 && heap.collectionRatio() < QUIET_COLLECTION_RATIO) {
                warning += QUIET_SHARE * (critical - warning);
                ratio = area.ratio() + QUIET_SLACK * slack;
            }
        } else if (!grows) {
            warning = critical;
            critical = thresholds.emergencyRatio();
        }
        if ((ratio >= thresholds.emergencyRatio() && (grows || distress > 0))
                || (ratio >= critical && distress >= DISTRESS_ENOUGH)) {
            return PressureLevel.EMERGENCY;
        }
        if (ratio >= critical || (ratio >= warning && muchDistress)) {
            return PressureLevel.CRITICAL;
        }
        return ratio >= warning ? PressureLevel.WARNING : PressureLevel.NORMAL;
    }

    private static PressureLevel soon(MemoryArea area, double slack) {
        if (!area.timeToExhaustion().expected()) {
            return PressureLevel.NORMAL;
        }
        double ratio = area.ratio();
        double seconds = area.timeToExhaustion().latest().toNanos() / NANOS / slack;
        if (ratio >= EMERGENCY_SOON_RATIO && seconds < EMERGENCY_SOON_SECONDS) {
            return PressureLevel.EMERGENCY;
        }
        if (ratio >= CRITICAL_SOON_RATIO && seconds < CRITICAL_SOON_SECONDS) {
            return PressureLevel.CRITICAL;
        }
        return ratio >= WARNING_SOON_RATIO && seconds < WARNING_SOON_SECONDS
                ? PressureLevel.WARNING
                : PressureLevel.NORMAL;
    }

    /**
     * Why the level is what it is, for people.
     *
     * @param assessment the one that was decided on
     * @return sentences with numbers and units, at least one
     */
    public List<String> reasons(MemoryAssessment assessment) {
        List<String> reasons = new ArrayList<>();
        HeapAssessment heap = assessment.heap();
        for (int i = 1; i < assessment.areas().size(); i++) {
            MemoryArea area = assessment.areas().get(i);
            if (full(area, heap, thresholds.hysteresisRatio()) != PressureLevel.NORMAL
                    || soon(area, FALLING_SOON_FACTOR) != PressureLevel.NORMAL) {
                reasons.add(area.name() + " is " + percent(area.ratio()) + " full: " + amount(area.unit(), area.used())
                        + " of " + amount(area.unit(), area.limit()) + ending(area));
            }
        }
        if (!heap.verified()) {
            reasons.add("no collection has looked at the whole heap yet, so nothing is known against it");
        }
        reasons.add(String.format(
                        Locale.ROOT,
                        "live set %.1f MiB is %.1f %% of the %.1f MiB that %s can fill of its %.1f MiB heap"
                                + " (WARNING from %.0f %%, CRITICAL from %.0f %%); measured as %s",
                        heap.liveBytes() / MEBIBYTE,
                        heap.pressureRatio() * PERCENT,
                        heap.capacityBytes() / MEBIBYTE,
                        heap.collector(),
                        heap.maxBytes() / MEBIBYTE,
                        thresholds.warningRatio() * PERCENT,
                        thresholds.criticalRatio() * PERCENT,
                        heap.liveSource())
                + ending(assessment.areas().get(0)));
        if (heap.distress() > 0) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "%d collections in distress within the last second, %.0f %% of it spent on collections",
                    heap.distress(),
                    heap.collectionRatio() * PERCENT));
        }
        return reasons;
    }

    private static String ending(MemoryArea area) {
        if (!area.timeToExhaustion().expected()) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                ", growing by %s a second, so full in %.1f to %.1f s",
                amount(area.unit(), (long) area.growthPerSecond()),
                area.timeToExhaustion().earliest().toNanos() / NANOS,
                area.timeToExhaustion().latest().toNanos() / NANOS);
    }

    private static String amount(Unit unit, long value) {
        return unit == Unit.BYTES
                ? String.format(Locale.ROOT, "%.1f MiB", value / MEBIBYTE)
                : String.format(Locale.ROOT, "%,d", value);
    }

    private static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.1f %%", ratio * PERCENT);
    }
}
