package io.memsafe.web;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where requests wait of whose route nothing is known, for the moment that it takes until there is.
 *
 * <p>They come in a few at a time, so that the next ones are told by the first. What finds no room then may have found
 * none only because it was taken for as large as others; it may turn out to be small as soon as the first of its route
 * have ended.
 *
 * <p>That is asked for only while the route is new. One that stays unknown may be refused for ever, and each of its requests would
 * hold a thread of the container until then.
 *
 * <p>Parks are counted and not timed, for nothing becomes known while the machine stands still.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class Strangers {
    private static final long PARK_NANOS = 1_000_000L;
    private static final int MOST_PARKS = 1_000;
    private static final int PARKS_BETWEEN = 20;
    private static final int MOST_WAITING = 64;

    private final Gate gate;
    private final Runnable wakeWatch;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param gate that says how many may come in
     * @param wakeWatch has the watch look soon
     */
    Strangers(Gate gate, Runnable wakeWatch) {
        this.gate = gate;
        this.wakeWatch = wakeWatch;
    }

    /**
     * Asks for a request of whose route nothing is known.
     *
     * @param route of the request
     * @param ask tells why it is not let in; {@code null} if it is
     * @return why it was not let in; {@code null} if it was
     */
    @Nullable
    ShedReason ask(Route route, Supplier<@Nullable ShedReason> ask) {
        boolean mayGuess = awaitClearness();
        ShedReason reason = ask.get();
        if (mayGuess && reason != null) {
            gate.guessedInVain();
        }
        return reason == ShedReason.NO_ROOM && route.isNew(System.nanoTime()) ? askOnceKnown(route, ask) : reason;
    }

    /**
     * Waits, for about a second at most, while it is unclear what a few others take that were let in.
     *
     * @return whether it is one of the few now
     */
    private boolean awaitClearness() {
        boolean mayGuess = gate.mayGuess();
        for (int i = 0; i < MOST_PARKS && !mayGuess && isParked(); i++) {
            wakeWatch.run();
            mayGuess = gate.mayGuess();
        }
        return mayGuess;
    }

    /** Asks again for a request that found no room, now and then, and for the last time when its route is known. */
    private @Nullable ShedReason askOnceKnown(Route route, Supplier<@Nullable ShedReason> ask) {
        ShedReason reason = ShedReason.NO_ROOM;
        try {
            boolean waits = waiting.incrementAndGet() <= MOST_WAITING;
            for (int i = 1; waits && reason == ShedReason.NO_ROOM && isParked(); i++) {
                boolean isLast = route.isKnown() || i == MOST_PARKS;
                if (isLast || i % PARKS_BETWEEN == 0) {
                    reason = ask.get();
                }
                waits = !isLast;
            }
        } finally {
            waiting.decrementAndGet();
        }
        return reason;
    }

    private boolean isParked() {
        LockSupport.parkNanos(this, PARK_NANOS);
        return !Thread.currentThread().isInterrupted();
    }
}
