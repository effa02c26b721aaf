package io.memsafe.doctor.plan;

import io.memsafe.doctor.text.ByteText;
import java.util.Locale;

/** Amounts and days as text. */
final class Amount {
    private Amount() {}

    static String of(SeriesUnit unit, double value) {
        if (unit == SeriesUnit.PERCENT) {
            return String.format(Locale.ROOT, "%.1f %%", value);
        }
        return ByteText.of(value);
    }

    static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * ratio);
    }
}
