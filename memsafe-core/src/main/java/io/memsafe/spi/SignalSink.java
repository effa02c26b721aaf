package io.memsafe.spi;

import io.memsafe.PressureLevel;
import io.memsafe.Unit;

/**
 * Takes what a signal has read.
 *
 * <p>Thread-safety: used by the thread that reads, during one reading.
 */
public interface SignalSink {

    /**
     * Something that can run full, with a limit: it takes part in the level, with its growth.
     *
     * @param name lower case words joined by dashes, such as {@code metaspace}; unique over all signals
     * @param unit of {@code used} and {@code limit}
     * @param used now, 0 or more
     * @param limit where it is exhausted, above 0
     * @param atMost the highest level it may raise by itself: {@code WARNING} for what hurts without killing
     */
    void area(String name, Unit unit, long used, long limit, PressureLevel atMost);

    /**
     * A figure that explains and is shown, but raises no level.
     *
     * @param name lower case words joined by dashes, such as {@code resident-set}
     * @param unit of the value
     * @param value finite
     */
    void measure(String name, Unit unit, double value);
}
