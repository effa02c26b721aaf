package io.memsafe.admission;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where single threads keep an idle guard each, without an atomic instruction: a place belongs to one thread until that has ended, and
 * nobody else touches what is in it. The first thread that comes gets the place that fits its number; those that come later go without.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class ThreadPlaces {
    private static final int PLACES = 32;

    private final AtomicReferenceArray<@Nullable Place> places = new AtomicReferenceArray<>(PLACES);

    @SuppressWarnings("deprecation") // since 19; what replaces it is not in 17
    private static int index(Thread thread) {
        return (int) (thread.getId() & (PLACES - 1));
    }

    /** What the calling thread keeps; nothing if it has no place yet, which it gets here if one is free. */
    @Nullable
    PermitGuard take(Thread current) {
        Place place = places.get(index(current));
        if (place == null) {
            places.compareAndSet(index(current), null, new Place(current));
        } else if (place.refersTo(current)) {
            PermitGuard kept = place.guard;
            place.guard = null;
            return kept;
        }
        return null;
    }

    /** Keeps a guard for the calling thread, unless it has no place or something in it. Takes no memory. */
    boolean keep(Thread current, PermitGuard guard) {
        Place place = places.get(index(current));
        if (place != null && place.refersTo(current) && place.guard == null) {
            place.guard = guard;
            return true;
        }
        return false;
    }

    /** Frees the places of threads that have ended. What they kept is left to the collector. */
    void free() {
        for (int i = 0; i < PLACES; i++) {
            Place place = places.get(i);
            if (place != null && place.isDeserted()) {
                places.compareAndSet(i, place, null);
            }
        }
    }

    /** Padding: wherever a collection puts a place, nothing that another thread writes lies beside what its own thread writes. */
    @SuppressWarnings("unused") // to be there is all they are for
    private abstract static class Before extends WeakReference<Thread> {
        private long p0, p1, p2, p3, p4, p5, p6, p7;
        private long p8, p9, p10, p11, p12, p13, p14, p15;

        Before(Thread thread) {
            super(thread);
        }
    }

    /** What is written. */
    private abstract static class Use extends Before {
        @Nullable
        PermitGuard guard;

        Use(Thread thread) {
            super(thread);
        }
    }

    /** As before it, so behind. */
    @SuppressWarnings("unused") // as above
    private abstract static class After extends Use {
        private long q0, q1, q2, q3, q4, q5, q6, q7;
        private long q8, q9, q10, q11, q12, q13, q14, q15;

        After(Thread thread) {
            super(thread);
        }
    }

    /** The place of one thread. */
    private static final class Place extends After {

        Place(Thread thread) {
            super(thread);
        }

        boolean isDeserted() {
            Thread thread = get();
            return thread == null || !thread.isAlive();
        }
    }
}
