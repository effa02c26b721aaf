package io.memsafe.history;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryGovernor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a governor finds in a file: by the second for two hours, by the minute for two weeks, by the quarter of an
 * hour for 400 days. The file has its full length of 16.8 MB from the beginning, and never grows.
 *
 * <p>Usually it is a setting of the governor, {@link MemoryGovernor.Builder#history(Path)}. {@link HistoryReader} reads
 * it, also while it is written.
 *
 * <p>It has a thread of its own, which looks at the governor four times a second. A disk that hangs holds up that thread
 * alone; one that is full or fails is logged once, and tried again.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
public final class MemoryHistory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryHistory.class);
    private static final long INTERVAL_NANOS = 250_000_000L;
    private static final long JOIN_MILLIS = 2_000;

    private final MemoryGovernor governor;
    private final HistoryFile file;
    private final HistoryRecorder recorder;
    private final Thread thread;
    private volatile boolean closed;
    private boolean failureLogged;

    private MemoryHistory(MemoryGovernor governor, HistoryFile file) {
        this.governor = governor;
        this.file = file;
        HeapAssessment heap = governor.assessment().heap();
        this.recorder = new HistoryRecorder(
                file,
                new HistoryJvm(
                        heap.collector(), heap.maxBytes(), Runtime.version().toString(), Instant.now()));
        this.thread = new Thread(this::run, "memsafe-history-" + file.path().getFileName());
        thread.setDaemon(true);
    }

    /**
     * Begins to record, or goes on with a file of an earlier run.
     *
     * @param governor stays the caller's to close, after this
     * @param path of the file; created with access for its owner only if there is none. A file of the same name with
     *     {@code .lock} behind it stands beside it
     * @return to be closed at the end
     * @throws UncheckedIOException if it cannot be opened, is something else than a history or a newer one, or is
     *     being written by another process or by another governor of this JVM
     */
    public static MemoryHistory record(MemoryGovernor governor, Path path) {
        Objects.requireNonNull(governor, "governor");
        HistoryFile file = HistoryFile.open(path.toAbsolutePath());
        try {
            MemoryHistory history = new MemoryHistory(governor, file);
            history.thread.start();
            return history;
        } catch (RuntimeException | Error e) {
            closeQuietly(file);
            throw e;
        }
    }

    private void run() {
        try {
            while (!closed) {
                step();
                LockSupport.parkNanos(this, INTERVAL_NANOS);
            }
            recorder.finish();
        } finally {
            closeQuietly(file);
        }
    }

    private void step() {
        try {
            recorder.step(System.nanoTime(), System.currentTimeMillis(), governor.assessment(), governor.level());
        } catch (OutOfMemoryError e) {
            // The next step records what this one has missed.
        } catch (RuntimeException | Error e) {
            if (!failureLogged) {
                failureLogged = true;
                LOG.warn("the history {} failed; it goes on with the next step", file.path(), e);
            }
        }
    }

    private static void closeQuietly(HistoryFile file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("the history {} could not be closed", file.path(), e);
        }
    }

    /**
     * Writes that failed since the start, a full disk's included. What they would have written is part of a later
     * entry.
     *
     * @return 0 or more
     */
    public long failedWrites() {
        return recorder.failedWrites();
    }

    /** Writes what is under way, and gives the file free. Waits for a disk that hangs, but no longer than two seconds. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() != thread) {
            try {
                thread.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
