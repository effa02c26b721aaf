package io.memsafe.web;

import java.io.IOException;

/**
 * The body of a request is larger than the filter allows, which was found while it was read.
 *
 * <p>Whoever lets it pass up to the filter has the request answered with 413.
 *
 * <p>Thread-safety: immutable.
 */
public final class BodyTooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    /** What is allowed. */
    private final long limitBytes;

    BodyTooLargeException(long limitBytes) {
        super("the body of the request is larger than the " + limitBytes + " bytes that are allowed");
        this.limitBytes = limitBytes;
    }

    /**
     * What is allowed.
     *
     * @return bytes
     */
    public long limitBytes() {
        return limitBytes;
    }
}
