package io.memsafe;

/** What a figure counts. */
public enum Unit {
    /** Bytes. */
    BYTES,
    /** A plain number, of threads for example. */
    COUNT,
    /** A share, 0.0 to 1.0. */
    RATIO
}
