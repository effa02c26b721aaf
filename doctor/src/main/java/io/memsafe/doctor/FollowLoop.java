package io.memsafe.doctor;

import io.memsafe.doctor.explain.LogFollower;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Polls until the end: of all input, or of the process, which waits for the summary. */
final class FollowLoop {
    private static final long PAUSE_MILLIS = 250;
    private static final long SUMMARY_SECONDS = 10;

    private final LogFollower follower;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    FollowLoop(LogFollower follower) {
        this.follower = follower;
    }

    /** Ends it; it comes to its end within a poll. */
    void stop() {
        stop.countDown();
    }

    void run(Runnable summary) throws IOException {
        Thread end = new Thread(this::endOfProcess, "memsafe-doctor-end");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            while (stop.getCount() > 0 && !follower.ended()) {
                if (!follower.poll() && stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
            follower.poll();
            follower.close();
            summary.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            done.countDown();
            remove(end);
        }
    }

    private void endOfProcess() {
        stop();
        try {
            if (!done.await(SUMMARY_SECONDS, TimeUnit.SECONDS)) {
                return; // a disk that hangs must not hold the process up
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Thread end) {
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            // The process ends already, and that is why it is over.
        }
    }
}
