package io.memsafe.fork;

/**
 * HTTP requests that are due at fixed times, whatever becomes of the others, and who hears what became of them.
 *
 * <p>Thread-safety: used by the thread of one {@link OpenLoopClient}.
 */
public interface Traffic {
    /** How a request ended. */
    enum End {
        /** Answered with a status below 300. */
        ANSWERED,
        /** Refused with 503 or 429. */
        REFUSED,
        /** Answered otherwise. */
        FAILED,
        /** Not answered until the client gave up. */
        TIMEOUT,
        /** The connection could not be made, or broke. */
        BROKEN
    }

    /**
     * How many requests there are.
     *
     * @return 0 or more
     */
    int size();

    /**
     * When a request is due.
     *
     * @param i of the request, in the order of their times
     * @return nanoseconds from the start
     */
    long time(int i);

    /**
     * What is sent.
     *
     * @param i of the request
     * @return all of it, without a body
     */
    byte[] text(int i);

    /**
     * When the last phase ends.
     *
     * @return nanoseconds from the start
     */
    long end();

    /**
     * A request has ended; once for each.
     *
     * @param i of the request
     * @param how it ended
     * @param latencyNanos since it was due, whether or not it could be sent then
     */
    void ended(int i, End how, long latencyNanos);
}
