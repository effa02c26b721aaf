package io.memsafe.spi;

import java.time.Duration;

/**
 * One source of facts about memory, such as the container, the direct buffers or the threads.
 *
 * <p>The governor finds implementations with {@link java.util.ServiceLoader}, opens each once, and reads it whenever
 * {@link #interval()} has passed. One that is not available is left out, and the assessment says why; one that throws
 * is tried again later. One that hangs holds up only signals, never the heap's own assessment.
 *
 * <p>An implementation of the same {@link #name()} as a built-in one replaces it.
 *
 * <p>Thread-safety: all methods are called by one thread of the governor.
 */
public interface MemorySignal extends AutoCloseable {

    /**
     * What it is called in assessments, metrics and settings.
     *
     * @return lower case words joined by dashes, such as {@code direct-buffers}; the same at every call
     */
    String name();

    /**
     * How often a reading is worth its cost. While its areas are far from full and do not rise, the signal is read up to
     * twenty times as rarely, but at least every second (every two below a quarter of the limit), or every fifth interval
     * where that is longer. A reading that should have been followed by three others is shown as stale.
     *
     * @return 10 ms or more
     */
    Duration interval();

    /**
     * Prepares for reading: opens files, loads classes. Called once, before the first reading; after an OutOfMemoryError
     * it is closed and opened again.
     *
     * @throws SignalUnavailableException if there is nothing to read here; the signal is then never read
     */
    void open() throws SignalUnavailableException;

    /**
     * Reads now. It should allocate little: it runs when memory is short.
     *
     * @param sink receives what was read, during this call only
     * @throws SignalUnavailableException if it cannot be read now; it is tried again after the interval
     */
    void read(SignalSink sink) throws SignalUnavailableException;

    /** Gives back what {@link #open()} took; also called after a failed {@code open}. */
    @Override
    void close();
}
