package io.memsafe.batch;

import org.jspecify.annotations.Nullable;

/**
 * The worker that is in the reader, so that the stop of the job can end its wait there.
 *
 * <p>An interrupt reaches the worker only between {@link #begin()} and {@link #end()}, which takes it back: the worker goes
 * on to process and write what it has read.
 *
 * <p>Thread-safety: all methods may be called by all threads.
 */
final class ReaderWait {
    private @Nullable Thread worker;
    private boolean interrupted;

    synchronized void begin() {
        worker = Thread.currentThread();
        interrupted = false;
    }

    synchronized void end() {
        worker = null;
        if (interrupted) {
            Thread.interrupted();
            interrupted = false;
        }
    }

    /** Interrupts the worker that is in the reader, if there is one. */
    synchronized void interrupt() {
        if (worker != null) {
            interrupted = true;
            worker.interrupt();
        }
    }

    /** Whether the worker that is in the reader was interrupted here. */
    synchronized boolean interrupted() {
        return interrupted;
    }
}
