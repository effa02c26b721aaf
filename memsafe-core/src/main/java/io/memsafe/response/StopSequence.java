package io.memsafe.response;

import io.memsafe.response.internal.CallSource;
import io.memsafe.response.internal.Callee;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The order of a stop: grace, then one call after the other.
 *
 * <p>Thread-safety: {@link #begin()} comes before all; {@link #next()} as its contract says.
 */
final class StopSequence implements CallSource {
    private static final long PROBE_NANOS = 50_000_000L;

    private final LongSupplier clock;
    private final long leastGraceNanos;
    private final long graceNanos;
    private final Probe probe;
    private final List<StopCall> calls;
    private volatile long begunNanos;
    private volatile boolean over;
    private long probedNanos;
    private boolean probed;
    private int position;

    /** Asks whether anything is in flight. */
    private static final class Probe extends Callee {
        final BooleanSupplier idle;
        volatile boolean nothingInFlight;

        Probe(BooleanSupplier idle) {
            super("check", "of work in flight");
            this.idle = idle;
        }

        @Override
        protected void call() {
            nothingInFlight = idle.getAsBoolean();
        }
    }

    StopSequence(
            LongSupplier clock, long leastGraceNanos, long graceNanos, BooleanSupplier idle, List<StopCall> calls) {
        this.clock = clock;
        this.leastGraceNanos = leastGraceNanos;
        this.graceNanos = graceNanos;
        this.probe = new Probe(idle);
        this.calls = List.copyOf(calls);
    }

    void begin() {
        begunNanos = clock.getAsLong();
    }

    /** Whether every call has returned or been left behind. */
    boolean over() {
        return over;
    }

    @Override
    public @Nullable Callee next() {
        long now = clock.getAsLong();
        long waited = now - begunNanos;
        if (position == 0 && waited < graceNanos && !probe.nothingInFlight) {
            return waited < leastGraceNanos ? null : probe(now);
        }
        if (position == calls.size()) {
            over = true;
            return null;
        }
        return calls.get(position++);
    }

    private @Nullable Callee probe(long now) {
        if (probe.hangs() || (probed && now - probedNanos < PROBE_NANOS)) {
            return null;
        }
        probed = true;
        probedNanos = now;
        return probe;
    }
}
