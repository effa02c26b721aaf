package io.memsafe.doctor;

import io.memsafe.TimeToExhaustion;
import io.memsafe.Unit;
import io.memsafe.doctor.text.ByteText;
import java.time.Duration;
import java.util.Locale;

/** Figures as people read them. */
final class Amounts {
    private static final double PERCENT = 100;
    private static final double NANOS = 1e9;
    private static final double TENTHS_BELOW = 10;
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;
    private static final int DAY = 24 * HOUR;

    private Amounts() {}

    static String of(Unit unit, double value) {
        return switch (unit) {
            case BYTES -> bytes(value);
            case COUNT -> String.format(Locale.ROOT, "%,.0f", value);
            case RATIO -> percent(value);
        };
    }

    static String of(Unit unit, long value) {
        return of(unit, (double) value);
    }

    static String bytes(long value) {
        return bytes((double) value);
    }

    static String bytes(double value) {
        return ByteText.of(value);
    }

    static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.0f %%", ratio * PERCENT);
    }

    static String time(Duration time) {
        double seconds = time.toNanos() / NANOS;
        if (seconds < TENTHS_BELOW) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = time.toSeconds();
        if (whole < 2 * MINUTE) {
            return whole + " s";
        }
        if (whole < 2 * HOUR) {
            return whole / MINUTE + " min " + whole % MINUTE + " s";
        }
        return whole < 2 * DAY
                ? whole / HOUR + " h " + whole % HOUR / MINUTE + " min"
                : whole / DAY + " d " + whole % DAY / HOUR + " h";
    }

    /** Such as {@code full in 3.1 s to 4.0 s}; {@code does not grow}. */
    static String until(TimeToExhaustion end) {
        return end.expected() ? "full in " + range(end) : "does not grow";
    }

    private static String range(TimeToExhaustion end) {
        String earliest = time(end.earliest());
        if (!(end.latest().toSeconds() < 365L * DAY)) {
            return earliest + " or later";
        }
        String latest = time(end.latest());
        return earliest.equals(latest) ? earliest : earliest + " to " + latest;
    }
}
