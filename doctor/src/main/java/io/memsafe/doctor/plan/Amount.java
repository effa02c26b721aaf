package io.memsafe.doctor.plan;

import java.util.Locale;

/** Amounts and days as text. */
final class Amount {
    private static final double STEP = 1024;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Amount() {}

    static String of(SeriesUnit unit, double value) {
        if (unit == SeriesUnit.PERCENT) {
            return String.format(Locale.ROOT, "%.1f %%", value);
        }
        double rest = value;
        int i = 0;
        while (rest >= STEP && i < UNITS.length - 1) {
            rest /= STEP;
            i++;
        }
        return String.format(Locale.ROOT, i == 0 ? "%.0f %s" : "%.1f %s", rest, UNITS[i]);
    }

    static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * ratio);
    }
}
