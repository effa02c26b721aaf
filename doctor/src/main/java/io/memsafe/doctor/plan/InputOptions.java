package io.memsafe.doctor.plan;

import org.jspecify.annotations.Nullable;

/**
 * What cannot be seen in an input itself; null stands for what can.
 *
 * <p>Thread-safety: immutable.
 *
 * @param time name of the column with the time
 * @param value name of the column with the use
 * @param limit name of the column with the limit
 * @param series name of the column that tells series apart
 * @param unit of the values and limits
 * @param limitBytes the limit where the input tells none, in bytes; NaN without
 * @param chosen a part of the names of the series to be read
 */
public record InputOptions(
        @Nullable String time,
        @Nullable String value,
        @Nullable String limit,
        @Nullable String series,
        @Nullable ValueUnit unit,
        double limitBytes,
        @Nullable String chosen) {

    /** All is seen in the input. */
    public static final InputOptions NONE = new InputOptions(null, null, null, null, null, Double.NaN, null);
}
