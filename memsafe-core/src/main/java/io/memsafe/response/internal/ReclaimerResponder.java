package io.memsafe.response.internal;

import io.memsafe.response.Demand;
import io.memsafe.response.PressureEpisode.Freed;
import io.memsafe.response.Reclaimed.Outcome;
import io.memsafe.response.Reclaimer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A reclaimer with its cost, and what it has freed in this episode. */
final class ReclaimerResponder extends Responder {
    final int cost;

    /** The round of the schedule in which it was asked last. */
    long round = -1;

    /** The episode that its back-off belongs to. */
    long episode = -1;

    /** Asked to reclaim rather than to recover. */
    boolean reclaims;

    private final Reclaimer target;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong verifiedBytes = new AtomicLong();
    private final AtomicLong claimedBytes = new AtomicLong();
    private final AtomicInteger unproven = new AtomicInteger();
    private int useless;
    private long restsUntilNanos;
    /** What it said since a collection judged it last; {@link Reclaimer#UNKNOWN} once it could not say. */
    private volatile long reported;

    private volatile long endedNanos;
    private volatile boolean ended;

    /** Who asks, if it is asked by hand. */
    private @Nullable Ask by;

    /** Whether what it frees is counted: outside an episode there is nothing to count it to. */
    private boolean counts;

    ReclaimerResponder(String name, int cost, Reclaimer target, LongSupplier clock) {
        super("reclaimer", name, clock);
        this.cost = cost;
        this.target = target;
    }

    void ask(Demand now, long inRound) {
        round = inRound;
        ask(now, null, true);
    }

    /** Beside the rounds. */
    void ask(Demand now, @Nullable Ask byHand, boolean inEpisode) {
        demand = now;
        reclaims = true;
        ended = false;
        by = byHand;
        counts = inEpisode;
    }

    @Override
    protected void call() throws Exception {
        Demand now = demand;
        if (!reclaims) {
            target.recover(now);
            applied(now);
            return;
        }
        Ask asking = by;
        boolean counted = counts;
        by = null;
        if (counted) {
            calls.incrementAndGet();
            unproven.incrementAndGet();
        }
        // Asked is as good as done for the recovery: it may have shrunk before it threw.
        applied = Math.max(applied, now.depth());
        ReclaimEvent.Span span = ReclaimEvent.Span.begin();
        long freed = 0;
        Outcome outcome = Outcome.FAILED;
        try {
            freed = Math.max(Reclaimer.UNKNOWN, target.reclaim(now));
            applied(now);
            outcome = Outcome.RETURNED;
        } finally {
            span.end(name(), now.level(), freed);
            if (counted) {
                report(freed);
            }
            endedNanos = clock.getAsLong();
            ended = true;
            if (asking != null) {
                asking.answered(this, outcome, outcome == Outcome.RETURNED ? freed : Reclaimer.UNKNOWN);
            }
        }
    }

    /** Only this call writes, or a judgement after its end. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void report(long freed) {
        if (freed == 0) {
            unproven.updateAndGet(count -> Math.max(0, count - 1)); // nothing needs no proof
        } else {
            claimedBytes.addAndGet(Math.max(0, freed));
            reported = freed < 0 || reported < 0 ? Reclaimer.UNKNOWN : reported + freed;
        }
    }

    /** One that throws when it is asked is of no use, and rests as such; it may recover all the same. */
    @Override
    protected void failed() {
        if (!reclaims) {
            super.failed();
        }
    }

    /** Whether it rests because it was of no use. What it has freed at one depth says nothing of a deeper one. */
    boolean rests(Demand now, long nowNanos) {
        return useless > 0 && now.depth() <= applied && nowNanos - restsUntilNanos < 0;
    }

    boolean ended() {
        return ended;
    }

    long endedNanos() {
        return endedNanos;
    }

    long reported() {
        return reported;
    }

    /** Takes in what a collection says of all calls since it was judged last. */
    void proven(long bytes, boolean worth) {
        verifiedBytes.addAndGet(bytes);
        claimedBytes.set(0);
        unproven.set(0);
        judged(worth);
    }

    /** It was asked, and a collection could not tell what it freed from what others freed. */
    void judged(boolean worth) {
        reported = 0;
        useless = worth ? 0 : useless + 1;
        restsUntilNanos = clock.getAsLong() + pauseNanos(useless);
    }

    /** Another episode: what it failed to do in the last one says little. */
    void forgive(long newEpisode) {
        episode = newEpisode;
        useless = 0;
    }

    boolean wasAsked() {
        return calls.get() > 0;
    }

    Freed freed() {
        return new Freed(name(), calls.get(), verifiedBytes.get() + claimedBytes.get(), unproven.get() == 0);
    }

    /** Begins to count anew. */
    void reset() {
        calls.set(0);
        verifiedBytes.set(0);
        claimedBytes.set(0);
        unproven.set(0);
    }
}
