package io.memsafe.examples.catalog;

import io.memsafe.PressureLevel;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is: counters that the parts of it move, and a display reads.
 *
 * <p>Thread-safety: safe; counting allocates nothing.
 */
final class Progress {

    private final AtomicLong items = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong setAside = new AtomicLong();
    private final AtomicLong memoryErrors = new AtomicLong();
    private volatile int chunkSize;
    private volatile @Nullable PressureLevel level;
    private volatile @Nullable String waiting;

    /** An entry is in the database. */
    void written(long size) {
        items.incrementAndGet();
        bytes.addAndGet(size);
    }

    /** An entry is in quarantine. */
    void setAside() {
        setAside.incrementAndGet();
    }

    /** An OutOfMemoryError was met. */
    void memoryErrors(long count) {
        memoryErrors.set(count);
    }

    /** What the engine says about itself. */
    void engine(int chunk, PressureLevel pressure, @Nullable String why) {
        chunkSize = chunk;
        level = pressure;
        waiting = why;
    }

    /** The size of a chunk that never changes. */
    void chunkSize(int chunk) {
        chunkSize = chunk;
    }

    long items() {
        return items.get();
    }

    /** The state now. */
    Snapshot snapshot(long elapsedMillis) {
        PressureLevel pressure = level;
        String why = waiting;
        return new Snapshot(
                elapsedMillis,
                items.get(),
                bytes.get(),
                setAside.get(),
                memoryErrors.get(),
                chunkSize,
                GcTime.millis(),
                pressure == null ? "-" : pressure.name(),
                why == null ? "" : why);
    }
}
