package io.memsafe.response.internal;

import io.memsafe.PressureLevel;
import io.memsafe.response.Demand;
import io.memsafe.response.Reclaimed;
import io.memsafe.response.Reclaimed.Outcome;
import io.memsafe.response.Reclaimer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One asking of all reclaimers by hand, and their answers so far.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class Ask {
    private final PressureLevel level;
    private final List<ReclaimerResponder> reclaimers;
    private final List<Reclaimed> answers = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private int asked;

    /** Asks nobody yet. */
    Ask(PressureLevel level, List<ReclaimerResponder> reclaimers) {
        this.level = level;
        this.reclaimers = List.copyOf(reclaimers);
        for (ReclaimerResponder one : this.reclaimers) {
            answers.add(new Reclaimed(one.name(), Outcome.NOT_ASKED, Reclaimer.UNKNOWN));
        }
        if (this.reclaimers.isEmpty()) {
            end();
        }
    }

    /** The level asked for, or what is asked for anyway where that is more. */
    Demand demand(Demand now) {
        PressureLevel most = now.level().atLeast(level) ? now.level() : level;
        return new Demand(most, Math.max(now.depth(), Demand.depthOf(level)));
    }

    /** Who is to be called now; {@code null} when it is over. */
    synchronized @Nullable ReclaimerResponder next() {
        while (isOpen() && asked < reclaimers.size()) {
            ReclaimerResponder one = reclaimers.get(asked++);
            if (!one.leaving && !one.hangs()) {
                answered(one, Outcome.NOT_RETURNED, Reclaimer.UNKNOWN);
                return one;
            }
        }
        end();
        return null;
    }

    /** What is answered later than the end is not heard. */
    synchronized void answered(ReclaimerResponder by, Outcome outcome, long bytes) {
        if (isOpen()) {
            answers.set(reclaimers.indexOf(by), new Reclaimed(by.name(), outcome, bytes));
        }
    }

    private boolean isOpen() {
        return over.getCount() > 0;
    }

    /** From now on nobody is called. */
    synchronized void end() {
        over.countDown();
    }

    /** Waits until all have answered, and ends it when the time is over or the thread is interrupted. */
    List<Reclaimed> await(long mostNanos) throws InterruptedException {
        try {
            over.await(mostNanos, TimeUnit.NANOSECONDS);
        } finally {
            end();
        }
        return answers();
    }

    synchronized List<Reclaimed> answers() {
        return List.copyOf(answers);
    }
}
