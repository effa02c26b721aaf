package io.memsafe.doctor.watch;

import java.util.List;
import java.util.Optional;

/**
 * A JVM under watch.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
public interface MemoryWatch extends AutoCloseable {

    /**
     * What is watched, for people.
     *
     * @return such as {@code JVM 4242, com.example.Shop, G1, JDK 17.0.15}
     */
    String title();

    /**
     * The newest reading. Does not wait for the JVM.
     *
     * @return empty before the first
     */
    Optional<WatchReading> reading();

    /**
     * What is known of the time before the watch began.
     *
     * @return readings in order of time, at most one a second; empty if nothing is known
     */
    List<WatchReading> before();

    /**
     * Why there will be no more readings.
     *
     * @return empty while there may be
     */
    Optional<String> end();

    @Override
    void close();
}
