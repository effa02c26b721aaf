package io.memsafe.response.internal;

import io.memsafe.MemoryArea;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.Unit;
import io.memsafe.response.PressureEpisode;
import io.memsafe.response.PressureEpisode.Freed;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Watches an episode and says at its end what it was.
 *
 * <p>The cause is read from the area that bound when it was worst: how much it grew from the begin to there tells a
 * leak or a burst from something that was full before, and how much it fell by the end tells what was let go from what
 * is still held.
 *
 * <p>While the episode lasts it keeps references and numbers only. Pure: time is only what the assessments carry.
 * Thread-safety: none; used by one thread.
 */
final class EpisodeRecorder {
    private static final double GROWN_RATIO = 0.03;
    private static final double MEBIBYTE = 1 << 20;
    private static final double NANOS = 1e9;
    private static final double PERCENT = 100;

    private @Nullable MemoryAssessment first;
    private @Nullable MemoryAssessment peak;
    private @Nullable MemoryArea binding;
    private PressureLevel worst = PressureLevel.NORMAL;
    private double growth;
    private int distress;
    private long pressedNanos;
    private long lastNanos;

    /** Whether an episode is going on. */
    boolean running() {
        return first != null;
    }

    /** Takes in an assessment of the episode; the first one begins it. */
    void add(MemoryAssessment now, PressureLevel level) {
        long nanos = now.uptime().toNanos();
        if (first == null) {
            first = now;
        } else if (level != PressureLevel.NORMAL) {
            pressedNanos += nanos - lastNanos;
        }
        lastNanos = nanos;
        MemoryArea area = now.binding();
        if (level.compareTo(worst) > 0 || (level == worst && fuller(area))) {
            worst = level;
            peak = now;
            binding = area;
        }
        if (binding != null && area.name().equals(binding.name())) {
            growth = Math.max(growth, area.growthPerSecond());
        }
        distress = Math.max(distress, now.heap().distress());
    }

    private boolean fuller(MemoryArea area) {
        return binding == null || (area.name().equals(binding.name()) && area.ratio() > binding.ratio());
    }

    /** Ends the episode. */
    PressureEpisode end(MemoryAssessment last, List<Freed> freed) {
        MemoryAssessment begin = first == null ? last : first;
        MemoryAssessment high = peak == null ? begin : peak;
        MemoryArea area = binding == null ? begin.binding() : binding;
        PressureEpisode episode = new PressureEpisode(
                begin.uptime(),
                last.uptime().minus(begin.uptime()),
                Duration.ofNanos(pressedNanos),
                worst,
                area.name(),
                growth,
                distress,
                freed,
                cause(begin, high, last, area, freed));
        first = null;
        peak = null;
        binding = null;
        worst = PressureLevel.NORMAL;
        growth = 0;
        distress = 0;
        pressedNanos = 0;
        return episode;
    }

    private String cause(
            MemoryAssessment begin, MemoryAssessment high, MemoryAssessment last, MemoryArea area, List<Freed> freed) {
        StringBuilder cause = new StringBuilder();
        cause.append(area.name()).append(' ');
        long grown = area.used() - used(begin, area);
        double seconds = high.uptime().minus(begin.uptime()).toNanos() / NANOS;
        if (grown >= GROWN_RATIO * area.limit()) {
            cause.append(String.format(
                    Locale.ROOT,
                    "grew by %s within %.1f s to %s",
                    amount(area.unit(), grown),
                    seconds,
                    amount(area.unit(), area.used())));
        } else {
            cause.append("was full without growing on: ").append(amount(area.unit(), area.used()));
        }
        cause.append(String.format(
                Locale.ROOT, ", %.1f %% of the %s", area.ratio() * PERCENT, amount(area.unit(), area.limit())));
        cause.append(" that can be filled");
        if (distress > 0) {
            cause.append(", with up to ").append(distress).append(" collections in distress a second");
        }
        long end = used(last, area);
        cause.append(
                end < area.used()
                        ? "; it came down to " + amount(area.unit(), end)
                        : "; it still holds " + amount(area.unit(), end));
        return cause.append(freed(freed)).toString();
    }

    private static String freed(List<Freed> freed) {
        if (freed.isEmpty()) {
            return "; no reclaimer was there to be asked";
        }
        StringJoiner all = new StringJoiner(", ", "; freed: ", "");
        for (Freed one : freed) {
            all.add(one.reclaimer() + " " + amount(Unit.BYTES, one.bytes())
                    + (one.verified() ? "" : " (not verified)"));
        }
        return all.toString();
    }

    private static long used(MemoryAssessment assessment, MemoryArea area) {
        for (MemoryArea candidate : assessment.areas()) {
            if (candidate.name().equals(area.name())) {
                return candidate.used();
            }
        }
        return area.used();
    }

    private static String amount(Unit unit, long value) {
        return unit == Unit.BYTES
                ? String.format(Locale.ROOT, "%.1f MiB", value / MEBIBYTE)
                : String.format(Locale.ROOT, "%,d", value);
    }
}
