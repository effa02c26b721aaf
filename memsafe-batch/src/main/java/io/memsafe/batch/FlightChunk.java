package io.memsafe.batch;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Java Flight Recorder of the chunks of one worker.
 *
 * <p>The class of the event is not touched before a recording has started the recorder: to load it is to load the
 * recorder's metadata, a quarter of a second; and on a runtime without {@code jdk.jfr} it cannot be loaded.
 *
 * <p>Thread-safety: none; used by one worker.
 */
final class FlightChunk {
    private static final Logger LOG = LoggerFactory.getLogger(BatchJob.class);
    private static final boolean THERE =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private final String job;
    private @Nullable Object event;
    private int contained;

    FlightChunk(String job) {
        this.job = job;
    }

    /** A chunk begins; one that has begun and not ended is forgotten. */
    void begin() {
        contained = 0;
        event = null;
        if (THERE && FlightRecorder.isInitialized()) {
            try {
                event = Open.begin();
            } catch (OutOfMemoryError | LinkageError e) {
                LOG.debug("a chunk is not recorded", e);
            }
        }
    }

    /** The chunk met an OutOfMemoryError that it survives. */
    void contained() {
        contained++;
    }

    /** The chunk has ended. No error of the recorder gets out: the chunk is done. */
    void end(int items, long bytes) {
        Object begun = event;
        event = null;
        if (begun != null) {
            try {
                Open.end(begun, job, items, bytes, contained);
            } catch (OutOfMemoryError | LinkageError e) {
                LOG.debug("a chunk is not recorded", e);
            }
        }
    }

    /** Loaded where there is a recorder that runs. */
    private static final class Open {
        private Open() {}

        static @Nullable Object begin() {
            ChunkEvent event = new ChunkEvent();
            if (!event.isEnabled()) {
                return null;
            }
            event.begin();
            return event;
        }

        static void end(Object begun, String job, int items, long bytes, int contained) {
            ChunkEvent event = (ChunkEvent) begun;
            event.job = job;
            event.items = items;
            event.bytes = bytes;
            event.contained = contained;
            event.commit();
        }
    }
}
