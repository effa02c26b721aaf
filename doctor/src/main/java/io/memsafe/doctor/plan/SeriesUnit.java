package io.memsafe.doctor.plan;

import io.memsafe.doctor.text.ByteText;
import java.util.Locale;

/** What the numbers of a series are. */
public enum SeriesUnit {
    /** Bytes. */
    BYTES,
    /** Percent of the limit, which is 100. */
    PERCENT;

    /**
     * A number of a series for people.
     *
     * @param value in this unit
     * @return such as {@code 1.5 GiB} or {@code 71.7 %}
     */
    public String text(double value) {
        return this == PERCENT ? String.format(Locale.ROOT, "%.1f %%", value) : ByteText.of(value);
    }
}
