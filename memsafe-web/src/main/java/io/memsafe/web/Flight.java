package io.memsafe.web;

import io.memsafe.admission.MemoryBudget;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One request in flight: what it is expected to hold, what it has allocated, and what the budget was charged for it.
 *
 * <p>A thread of a container has one, which serves its requests one after the other; a request that goes on without a
 * thread keeps it, and the thread gets another.
 *
 * <p><i>The charge</i> is the only thing two threads write: the watch changes it while the request runs, and whoever
 * ends the request takes it out, once. It has the number of the request in its upper bits, so that the watch cannot change
 * that of the next request of the same thread.
 *
 * <p><i>What is charged</i> is the held share of {@code allocated + still to come}, or only of what is allocated if there is
 * no room for the rest. What is still to come is the larger
 * of what was expected and what such a large request has in the end, less what is allocated. Once a request has
 * allocated nothing for 10 ms, that halves every 10 ms. A pause of the machine or of the collector counts as 10 ms at most:
 * nobody could allocate. Of a thread that could run a tenth counts, for it may wait for a processor: when many requests come
 * at once, they would be charged ever less before they have begun.
 *
 * <p>Thread-safety: as each method says.
 */
final class Flight {
    private static final long IDLE = -1;
    private static final int BYTES_BITS = 40;
    private static final long MOST_BYTES = (1L << BYTES_BITS) - 1;
    private static final int MOST_NTH = (1 << (Long.SIZE - 1 - BYTES_BITS)) - 1;
    private static final long STILL_NANOS = 10_000_000L;
    private static final int RUNNABLE_RESTS = 10;
    private static final long LONGEST_START_NANOS = 200_000_000L;

    private final ClientShares clients;
    private final AllocatedBytes allocated;
    private final AtomicLong charge = new AtomicLong(IDLE);
    final RequestNumbers numbers = new RequestNumbers();

    private volatile @Nullable Thread thread;
    private volatile long threadId;
    private @Nullable Route route;
    private final AtomicLong startBytes = new AtomicLong();
    private volatile long earlierBytes;
    private long expectedBytes;
    private int nth;
    private int client = ClientShares.NOBODY;
    private boolean isProbe;
    private boolean isDetached;
    private volatile @Nullable CancellationToken token;

    private long lastAllocated;
    private long stillNanos;
    private long restNanos;
    private long lookedBytes;
    private long lookedNth = IDLE;
    private long activeNth = IDLE;
    private boolean isActive;

    Flight(ClientShares clients, AllocatedBytes allocated) {
        this.clients = clients;
        this.allocated = allocated;
    }

    /** The request's thread: a request begins, of a client that is not told apart. */
    void begin(Route itsRoute, long expected, Thread itsThread) {
        nth++;
        route = itsRoute;
        expectedBytes = expected;
        if (earlierBytes != 0) {
            earlierBytes = 0;
        }
        lastAllocated = -1;
        isProbe = false;
        isDetached = false;
        client = ClientShares.NOBODY;
        if (thread != itsThread) {
            threadId = idOf(itsThread);
            thread = itsThread;
        }
    }

    @SuppressWarnings("deprecation") // since 19; what replaces it is not in 17
    private static long idOf(Thread thread) {
        return thread.getId();
    }

    /** The request's thread, before it is admitted: what it is expected to allocate. */
    void expect(long bytes) {
        expectedBytes = bytes;
    }

    /** The request's thread, before it is admitted: whose it is. */
    void ofClient(int places) {
        client = places;
    }

    /** The request's thread, before it is admitted: how it can be cancelled. */
    void cancellable(CancellationToken by) {
        token = by;
    }

    /** The watch: how the last request that could be cancelled can be. */
    @Nullable
    CancellationToken token() {
        return token;
    }

    /** The watch: what the budget was charged for it; 0 if nothing. */
    long chargedBytes() {
        long now = charge.get();
        return now == IDLE ? 0 : now & MOST_BYTES;
    }

    /** The request's thread: whether its client may have this much more in flight. */
    boolean isWithinShare(long bytes, MemoryBudget budget) {
        return client == ClientShares.NOBODY || clients.allows(client, bytes, budget.limitBytes());
    }

    /** The request's thread: it was admitted, and what its thread allocates from now on is its own. */
    void charge(long bytes) {
        startBytes.setRelease(allocated.ofThisThread());
        long held = Math.min(bytes, MOST_BYTES);
        clients.add(client, held);
        long now = ((long) (nth & MOST_NTH) << BYTES_BITS) | held;
        if (held == 0) {
            charge.setRelease(now); // nobody has to see at once what holds next to nothing
        } else {
            charge.set(now);
        }
    }

    boolean isInFlight() {
        return charge.get() != IDLE;
    }

    /** The request's thread: it was let in although there was no room. */
    void probe() {
        isProbe = true;
        charge(0);
    }

    boolean isProbe() {
        return isProbe;
    }

    Route route() {
        Route known = route;
        if (known == null) {
            throw new IllegalStateException("no request has begun");
        }
        return known;
    }

    /** Which one of its thread it is. */
    int nth() {
        return nth;
    }

    long expectedBytes() {
        return expectedBytes;
    }

    /** The request's thread: what it has allocated on all of its threads up to now, as far as that can be told. */
    long allocatedBytes() {
        return isMeasured() ? earlierBytes + allocated.ofThisThread() - startBytes.get() : earlierBytes;
    }

    /** The request's thread: the request goes on without it. */
    void detach() {
        earlierBytes = allocatedBytes();
        isDetached = true;
        thread = null;
    }

    /** Another thread goes on with the request. */
    void attach(Thread itsThread) {
        threadId = idOf(itsThread);
        startBytes.setRelease(allocated.ofThisThread());
        thread = itsThread;
    }

    boolean isDetached() {
        return isDetached;
    }

    /** What was allocated before the request was detached. */
    long earlierBytes() {
        return earlierBytes;
    }

    /**
     * Ends the request, whoever calls.
     *
     * @return whether this call did
     */
    boolean end(MemoryBudget budget) {
        long last = charge.getAndSet(IDLE);
        if (last == IDLE) {
            return false;
        }
        long held = last & MOST_BYTES;
        if (held > 0) {
            budget.release(held);
            clients.add(client, -held);
        }
        return true;
    }

    /** Whether its thread tells what it allocates. */
    boolean isMeasured() {
        return startBytes.get() >= 0;
    }

    /** The watch: whether its thread does not tell what it allocates. */
    boolean isUntold() {
        return isInFlight() && !isMeasured();
    }

    /** The watch: whether the request may have allocated since the last look: it has begun since, or could run now. */
    boolean isActive() {
        return isActive;
    }

    /** The watch: looks for that. */
    boolean lookWhetherActive() {
        long which = charge.get() >> BYTES_BITS;
        isActive = which != activeNth || isRunnable();
        activeNth = which;
        return isActive;
    }

    /** The watch: what a request that is not measured is taken to have allocated. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // what is lost is the last step of a request that ends meanwhile
    void accrue(long bytes) {
        earlierBytes = earlierBytes + bytes;
    }

    /** The watch: what the request has allocated up to now, as far as that can be told. */
    long seenBytes() {
        Thread on = thread;
        if (on == null || !isMeasured()) {
            return earlierBytes;
        }
        long there = allocated.of(threadId);
        return there < 0 ? earlierBytes : Math.max(0, earlierBytes + there - startBytes.get());
    }

    /** The watch: whether the thread has ended that it served last. */
    boolean isAbandoned() {
        Thread on = thread;
        return on != null && !on.isAlive();
    }

    /** The watch: what the request holds of what it has allocated. */
    long heldBytes(long allocatedBytes) {
        return (long) (route().heldRatio() * allocatedBytes);
    }

    /**
     * The watch: what the request is going to hold.
     *
     * @param elapsedNanos since it was asked last
     * @param allocatedBytes up to now
     */
    long wantedBytes(long elapsedNanos, long allocatedBytes) {
        Route of = route();
        if (allocatedBytes != lastAllocated) {
            lastAllocated = allocatedBytes;
            stillNanos = 0;
            restNanos = 0;
        } else {
            long passed = Math.min(STILL_NANOS, elapsedNanos);
            stillNanos += passed;
            restNanos += isRunnable() ? passed / RUNNABLE_RESTS : passed;
        }
        double toCome = of.endBytes(expectedBytes, allocatedBytes) - allocatedBytes;
        double halvings = (double) restNanos / STILL_NANOS - 1;
        if (halvings > 0 && allocatedBytes > 0) {
            toCome *= Math.pow(0.5, halvings);
        }
        return (long) (of.heldRatio() * (allocatedBytes + toCome));
    }

    private boolean isRunnable() {
        Thread on = thread;
        return on != null && on.getState() == Thread.State.RUNNABLE;
    }

    /** The watch, after {@link #wantedBytes}: whether it cannot be told yet what the request takes. */
    boolean isUnclear() {
        return isMeasured()
                && !route().isKnown()
                && stillNanos < (lastAllocated > 0 ? STILL_NANOS : LONGEST_START_NANOS);
    }

    /** The watch, after {@link #wantedBytes}: whether it sleeps, or waits for others; not if it waits for memory. */
    boolean isIdle() {
        return stillNanos >= STILL_NANOS && (stillNanos >= LONGEST_START_NANOS || !isRunnable());
    }

    /**
     * The watch: charges what the request is going to hold, or at least what it holds, as far as there is room.
     *
     * @param wantedBytes what it is going to hold
     * @param heldBytes what it holds, not more
     * @return bytes that it holds and for which there was no room
     */
    long recharge(long wantedBytes, long heldBytes, MemoryBudget budget) {
        long now = charge.get();
        if (now == IDLE) {
            return 0;
        }
        long held = now & MOST_BYTES;
        if (wantedBytes <= held) {
            lower(now, held - wantedBytes, budget);
            return 0;
        }
        boolean enough =
                raise(now, wantedBytes - held, budget) || heldBytes <= held || raise(now, heldBytes - held, budget);
        return enough ? 0 : heldBytes - held;
    }

    /** The watch: what the request held when it looked. */
    void looked(long heldBytes) {
        lookedBytes = heldBytes;
        lookedNth = charge.get() >> BYTES_BITS;
    }

    /** The watch: what a request held that has ended since it looked; each is told once. */
    long leftBytes() {
        long now = charge.get();
        if (now != IDLE && now >> BYTES_BITS == lookedNth) {
            return 0;
        }
        long left = lookedBytes;
        lookedBytes = 0;
        return left;
    }

    private void lower(long now, long less, MemoryBudget budget) {
        int whose = client;
        if (less > 0 && charge.compareAndSet(now, now - less)) {
            budget.release(less);
            clients.add(whose, -less);
        }
    }

    private boolean raise(long now, long more, MemoryBudget budget) {
        int whose = client;
        if (budget.limitBytes() - budget.reservedBytes() < more || !budget.tryReserve(more)) {
            return false;
        }
        if (charge.compareAndSet(now, now + more)) {
            clients.add(whose, more);
        } else {
            budget.release(more);
        }
        return true;
    }
}
