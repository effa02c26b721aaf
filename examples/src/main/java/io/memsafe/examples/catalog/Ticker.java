package io.memsafe.examples.catalog;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows the progress of a run at regular intervals, from a thread of its own that survives a lack of memory.
 *
 * <p>Thread-safety: closed by the thread that made it.
 */
final class Ticker implements AutoCloseable {

    private static final long INTERVAL_MILLIS = 250;

    private final Progress progress;
    private final Display display;
    private final CountDownLatch end = new CountDownLatch(1);
    private final long startNanos = System.nanoTime();
    private final Thread thread;

    Ticker(Progress progress, Display display) {
        this.progress = progress;
        this.display = display;
        this.thread = new Thread(this::run, "catalog-progress");
        thread.setDaemon(true);
        thread.start();
    }

    /** Time since the start. */
    long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    private void run() {
        boolean more = true;
        while (more) {
            try {
                more = !end.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
                display.show(progress.snapshot(elapsedMillis()));
            } catch (OutOfMemoryError e) {
                more = true; // one picture less
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Shows the last state. */
    @Override
    public void close() {
        end.countDown();
        boolean interrupted = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        display.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
