package io.memsafe.admission;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import org.jspecify.annotations.Nullable;

/**
 * What an open permit alone holds, so that the collector tells when a permit was dropped.
 *
 * <p>A permit itself is not watched: a reference to it would force every permit into the heap. The guard is watched in
 * its place. When the permit is gone without having been closed, so is its guard, and the {@link Watch} that stayed
 * behind says what has to be given back.
 *
 * <p>A guard outlives its permit when that is closed, and serves the next one. A closed permit never touches its guard
 * again, so no permit can end another's.
 */
final class PermitGuard {
    final Watch watch;

    /** The next of a chain of idle guards. */
    @Nullable
    PermitGuard next;

    PermitGuard(ReferenceQueue<PermitGuard> queue) {
        watch = new Watch(this, queue);
    }

    /** Begins to stand for a permit. */
    void begin(MemoryBudget budget, long bytes, @Nullable Throwable place) {
        if (watch.budget != budget) {
            watch.budget = budget;
        }
        if (place != null) {
            watch.place = place;
        }
        watch.bytes = bytes;
    }

    void resized(long bytes) {
        watch.bytes = bytes;
    }

    /** Stands for no permit any more. */
    void end() {
        watch.bytes = Watch.IDLE;
        if (watch.place != null) {
            watch.place = null;
        }
    }

    /** What stays behind: the permit's budget, bytes, and the place where it was acquired if that is traced. */
    static final class Watch extends PhantomReference<PermitGuard> {
        static final long IDLE = -1;

        @Nullable
        MemoryBudget budget;

        @Nullable
        Throwable place;

        long bytes = IDLE;

        @Nullable
        Watch before;

        @Nullable
        Watch after;

        Watch(PermitGuard guard, ReferenceQueue<PermitGuard> queue) {
            super(guard, queue);
        }
    }
}
