package io.memsafe;

import io.memsafe.signal.SignalReader;
import io.memsafe.signal.SignalReading;
import io.memsafe.spi.MemorySignal;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that reads the signals. It stands apart from the governor's, so that a signal that hangs keeps only
 * signals from being read: their readings grow stale, and the heap is watched all the same.
 */
final class SignalLoop implements AutoCloseable {

    private final SignalReader reader;
    private final Runnable wake;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean collect;
    private boolean opened;

    /**
     * A loop that has not started.
     *
     * @param wake called when something was read that the governor should know soon
     */
    SignalLoop(List<MemorySignal> signals, String name, Runnable wake) {
        this.wake = wake;
        reader = new SignalReader(signals);
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closed) {
                if (collect) {
                    collect = false;
                    System.gc();
                }
                LockSupport.parkNanos(this, pause());
            }
        } finally {
            reader.close();
        }
    }

    private long pause() {
        try {
            if (!opened) {
                opened = reader.open();
            }
            long pause = reader.step(System.nanoTime());
            if (reader.urgent()) {
                wake.run();
            }
            return opened ? pause : Math.min(pause, GovernorLoop.AFTER_ERROR_NANOS);
        } catch (RuntimeException | Error e) {
            // For want of memory, of which even the log can break for good: no class is initialised twice.
            return GovernorLoop.AFTER_ERROR_NANOS;
        }
    }

    /** Has this thread ask for a collection: the call lasts as long as the collection does. */
    void collect() {
        collect = true;
        LockSupport.unpark(thread);
    }

    List<SignalReading> readings() {
        return reader.readings();
    }

    @Override
    public void close() {
        closed = true;
        Joined.end(thread);
    }
}
