package io.memsafe.benchmarks.signals.child;

import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.signals.Profile;
import io.memsafe.benchmarks.signals.Scenario;
import io.memsafe.benchmarks.signals.child.Tape.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * A program whose live set follows a profile while garbage passes by. Nothing in it heeds the governor, but for the
 * scenario that lets all go at {@code CRITICAL}.
 *
 * <p>Thread-safety: none; run by one thread.
 */
final class HeapWorkload {
    private static final long TICK_NANOS = 2_000_000;
    private static final long MOST_PER_TICK = 4 << 20;
    private static final double NANOS = 1e9;

    /** A spiral may never let the last allocations through. */
    private static final double NEARLY = 0.99;

    private static final double AFTER_RELEASE = 0.30;
    private static final long TAIL_NANOS = 4_000_000_000L;
    private static final long ROOM_AFTER_ERROR = 1 << 20;

    private final Scenario scenario;
    private final Profile profile;
    private final MemoryGovernor governor;
    private final Tape tape;
    private final LongSupplier nanos;
    private final Errors errors;
    private final Holder holder;
    private final long maxBytes;
    private final List<Churn> churns = new ArrayList<>();
    private volatile long baseBytes;
    private double replaceDue;
    private boolean dangerMarked;
    private long endNanos;

    HeapWorkload(Scenario scenario, boolean quick, MemoryGovernor governor, Tape tape, LongSupplier nanos) {
        this.scenario = scenario;
        this.profile = scenario.profile(quick);
        this.governor = governor;
        this.tape = tape;
        this.nanos = nanos;
        this.errors = new Errors(nanos, at -> tape.mark(Mark.FIRST_ERROR, at));
        this.holder = new Holder(scenario.load() == Scenario.Load.LARGE ? Sizes.large(1) : Sizes.usual(1));
        this.maxBytes = Runtime.getRuntime().maxMemory();
        for (int i = 0; i < scenario.load().threads(); i++) {
            churns.add(new Churn(Sizes.usual(2 + i), scenario.load().megabytesPerSecond(), errors));
        }
    }

    /** What is live now, in bytes. */
    long truth() {
        return baseBytes + holder.bytes();
    }

    /**
     * Follows the profile to its end.
     *
     * @param base what is live beside what it holds, in bytes
     */
    void run(long base) {
        baseBytes = base;
        tape.mark(Mark.BASE_BYTES, base);
        churns.forEach(churn -> churn.start("lab-churn"));
        long begin = nanos.getAsLong();
        tape.mark(Mark.BEGIN, begin);
        if (scenario.kind() == Scenario.Kind.LEAK) {
            tape.mark(Mark.DANGER, begin + (long) (scenario.judgedFromSeconds() * NANOS));
        }
        endNanos = begin + (long) (profile.duration() * NANOS);
        boolean going = true;
        long last = begin;
        while (going && last < endNanos) {
            long now = nanos.getAsLong();
            try {
                hold((now - begin) / NANOS, (now - last) / NANOS);
            } catch (OutOfMemoryError e) {
                errors.met();
                afterError();
            }
            last = now;
            going = goesOn(now - begin);
            LockSupport.parkNanos(TICK_NANOS);
        }
        if (!going) {
            tail();
        }
        // First of all: what follows may meet one more OutOfMemoryError.
        tape.mark(Mark.END, nanos.getAsLong());
        churns.forEach(Churn::stop);
    }

    private void hold(double second, double passed) {
        long target = (long) (profile.at(second) * maxBytes) - baseBytes;
        if (scenario.kind() == Scenario.Kind.SPIRAL) {
            boolean full = second >= scenario.judgedFromSeconds() && holder.bytes() >= target * NEARLY;
            if (full || errors.count() > 0) {
                danger();
                // As full as this collector allows; what there is stays.
                target = Math.min(target, holder.bytes());
            }
        }
        holder.approach(Math.max(0, target), MOST_PER_TICK);
        replaceDue += passed * scenario.load().replacedMegabytesPerSecond() * 0x1p20;
        if (replaceDue >= MOST_PER_TICK / 16.0) {
            holder.replace((long) Math.min(replaceDue, MOST_PER_TICK));
            replaceDue = 0;
        }
    }

    private void danger() {
        if (!dangerMarked) {
            dangerMarked = true;
            long now = nanos.getAsLong();
            tape.mark(Mark.DANGER, now);
            if (scenario.kind() == Scenario.Kind.SPIRAL) {
                // A collector that stops everyone may let the fill last longer than the profile.
                endNanos = Math.max(endNanos, now + TAIL_NANOS);
            }
        }
    }

    private void afterError() {
        if (scenario.kind() == Scenario.Kind.SPIRAL && !dangerMarked) {
            holder.approach(Math.max(0, holder.bytes() - ROOM_AFTER_ERROR), 0);
            danger();
        }
    }

    /** Whether the profile is followed further. */
    private boolean goesOn(long sinceBegin) {
        return switch (scenario.kind()) {
            case LEAK -> errors.count() == 0;
            case RELEASE ->
                errors.count() == 0
                        && !(sinceBegin > scenario.judgedFromSeconds() * NANOS
                                && governor.level().atLeast(PressureLevel.CRITICAL));
            case EARLY -> early(sinceBegin);
            default -> true;
        };
    }

    /** Errors of the first two seconds are wanted, the one after them is the leak's. */
    private boolean early(long sinceBegin) {
        double second = sinceBegin / NANOS;
        if (second < 3) {
            return true;
        }
        if (!dangerMarked) {
            errors.forget();
            danger();
        }
        return errors.count() == 0;
    }

    /** Lets all go, and watches the level come down while little work goes on. */
    private void tail() {
        holder.approach((long) (AFTER_RELEASE * maxBytes) - baseBytes, 0);
        long released = nanos.getAsLong();
        tape.mark(Mark.RELEASE, released);
        while (nanos.getAsLong() - released < TAIL_NANOS) {
            LockSupport.parkNanos(TICK_NANOS);
        }
    }
}
