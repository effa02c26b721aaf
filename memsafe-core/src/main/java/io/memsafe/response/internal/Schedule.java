package io.memsafe.response.internal;

import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.response.Demand;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says which part of the program is to be called next.
 *
 * <p>First the scalers that have not taken on the present depth, then the reclaimers that may recover, then a
 * reclaimer that somebody asks by hand, then one of the round, then the listeners of episodes.
 *
 * <p>In a round each reclaimer is asked once, the cheapest first. At {@code WARNING} there is time: the next one is
 * asked only if the level still stands when a collection has looked at the heap, or after a second. At
 * {@code CRITICAL} and above there is none, and they are asked one right after the other. A new round begins when the
 * level rises, and while it stands: after 10 s at {@code WARNING}, 2 s at {@code CRITICAL}, half a second at
 * {@code EMERGENCY}.
 *
 * <p>Thread-safety: {@link #next()} as its contract says; the rest may be called from any thread.
 */
final class Schedule implements CallSource {
    private static final long SETTLED_NANOS = 1_000_000_000L;
    private static final long WARNING_PAUSE_NANOS = 10_000_000_000L;
    private static final long CRITICAL_PAUSE_NANOS = 2_000_000_000L;
    private static final long EMERGENCY_PAUSE_NANOS = 500_000_000L;

    final List<ScalerResponder> scalers = new CopyOnWriteArrayList<>();

    /** In the order of their costs. */
    final List<ReclaimerResponder> reclaimers = new CopyOnWriteArrayList<>();

    final List<EpisodeListener> listeners = new CopyOnWriteArrayList<>();

    private final Queue<Ask> asks = new ConcurrentLinkedQueue<>();

    private final LongSupplier clock;
    private final Proof proof = new Proof();
    private volatile @Nullable Situation situation;
    private volatile boolean closing;
    private PressureLevel roundLevel = PressureLevel.NORMAL;
    private long round;
    private boolean roundOver = true;
    private long roundOverNanos;
    private @Nullable ReclaimerResponder last;

    /** What the governor saw last. */
    private record Situation(MemoryAssessment assessment, long nanos, Demand demand, long episode) {}

    Schedule(LongSupplier clock) {
        this.clock = clock;
    }

    /** Adds a reclaimer behind those that cost as much. */
    void add(ReclaimerResponder added) {
        synchronized (reclaimers) {
            int at = 0;
            while (at < reclaimers.size() && reclaimers.get(at).cost <= added.cost) {
                at++;
            }
            reclaimers.add(at, added);
        }
    }

    /** Has reclaimers asked by hand, beside the rounds. */
    void add(Ask ask) {
        asks.add(ask);
        if (closing) {
            ask.end();
        }
    }

    void update(MemoryAssessment assessment, Demand demand, long episode) {
        situation = new Situation(assessment, clock.getAsLong(), demand, episode);
    }

    /** From now on everything recovers, what has happened is still told, and no reclaimer is asked any more. */
    void close() {
        closing = true;
        asks.forEach(Ask::end);
    }

    @Override
    public @Nullable Callee next() {
        Situation now = situation;
        long nanos = clock.getAsLong();
        Demand demand = closing || now == null ? Demand.NONE : now.demand();
        Callee due = scaler(demand, nanos);
        due = due != null ? due : recovery(demand, nanos);
        if (due == null && !closing) {
            if (now != null) {
                proof.look(now.assessment().heap(), now.nanos());
            }
            due = asked(now, demand);
            due = due != null || now == null ? due : reclaimer(now, nanos);
        }
        return due != null ? due : listener();
    }

    private @Nullable Callee scaler(Demand demand, long nanos) {
        for (ScalerResponder scaler : scalers) {
            Demand own = scaler.leaving ? Demand.NONE : demand;
            if (scaler.applied != own.depth() && scaler.callable(nanos)) {
                scaler.demand = own;
                return scaler;
            }
            forgetIfLeft(scalers, scaler);
        }
        return null;
    }

    private @Nullable Callee recovery(Demand demand, long nanos) {
        for (ReclaimerResponder reclaimer : reclaimers) {
            Demand own = reclaimer.leaving ? Demand.NONE : demand;
            if (own.depth() < reclaimer.applied && reclaimer.callable(nanos)) {
                reclaimer.demand = own;
                reclaimer.reclaims = false;
                return reclaimer;
            }
            forgetIfLeft(reclaimers, reclaimer);
        }
        return null;
    }

    private static <R extends Responder> void forgetIfLeft(List<R> all, R one) {
        if (one.leaving && one.applied == 0 && !one.hangs()) {
            synchronized (all) {
                all.remove(one);
            }
        }
    }

    private @Nullable Callee asked(@Nullable Situation now, Demand demand) {
        for (Ask ask = asks.peek(); ask != null; ask = asks.peek()) {
            ReclaimerResponder next = ask.next();
            if (next != null) {
                boolean inEpisode = now != null && demand.depth() > 0;
                if (now != null && inEpisode) {
                    proof.asked(next, now.assessment().heap(), now.nanos());
                }
                next.ask(ask.demand(demand), ask, inEpisode);
                return next;
            }
            asks.poll();
        }
        return null;
    }

    private @Nullable Callee reclaimer(Situation now, long nanos) {
        PressureLevel level = now.demand().level();
        if (level == PressureLevel.NORMAL) {
            roundLevel = level;
            roundOver = true;
            return null;
        }
        boolean risen = level.compareTo(roundLevel) > 0;
        if (risen || (roundOver && nanos - roundOverNanos >= pauseNanos(level))) {
            round++;
            roundOver = false;
            last = risen ? null : last;
        }
        roundLevel = level;
        if (roundOver || !settled(now, nanos)) {
            return null;
        }
        for (ReclaimerResponder reclaimer : reclaimers) {
            if (reclaimer.episode != now.episode()) {
                reclaimer.forgive(now.episode());
            }
            if (reclaimer.round != round
                    && !reclaimer.leaving
                    && !reclaimer.rests(now.demand(), nanos)
                    && reclaimer.callable(nanos)) {
                proof.asked(reclaimer, now.assessment().heap(), now.nanos());
                reclaimer.ask(now.demand(), round);
                last = reclaimer;
                return reclaimer;
            }
        }
        roundOver = true;
        roundOverNanos = nanos;
        return null;
    }

    private boolean settled(Situation now, long nanos) {
        ReclaimerResponder asked = last;
        return asked == null
                || asked.hangs()
                || roundLevel.atLeast(PressureLevel.CRITICAL)
                || nanos - asked.endedNanos() >= SETTLED_NANOS
                || Proof.foundSince(now.assessment().heap(), now.nanos(), asked.endedNanos());
    }

    private static long pauseNanos(PressureLevel level) {
        return switch (level) {
            case NORMAL, WARNING -> WARNING_PAUSE_NANOS;
            case CRITICAL -> CRITICAL_PAUSE_NANOS;
            case EMERGENCY -> EMERGENCY_PAUSE_NANOS;
        };
    }

    private @Nullable Callee listener() {
        for (EpisodeListener listener : listeners) {
            if (listener.waits()) {
                return listener;
            }
        }
        return null;
    }
}
