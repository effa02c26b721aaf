package io.memsafe.doctor.plan;

/** What the numbers of a series are. */
public enum SeriesUnit {
    /** Bytes. */
    BYTES,
    /** Percent of the limit, which is 100. */
    PERCENT
}
