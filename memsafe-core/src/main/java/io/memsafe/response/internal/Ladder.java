package io.memsafe.response.internal;

import io.memsafe.PressureLevel;
import io.memsafe.response.Demand;
import io.memsafe.response.Phase;

/**
 * Turns levels into phases and a depth: up at once, down in steps.
 *
 * <p>The depth is that of {@link Demand}. It jumps up to the level. It falls by a quarter when the level has been below
 * it, and has not risen, for the dwell time; each further quarter takes another dwell. The phase falls to the level's
 * after a dwell too, so that between two refusals of work lies a dwell at least.
 *
 * <p>Where there is no room, because something still grows or is nearly full as it is, a step takes four times as
 * long: what grows back would only be taken again. It is not put off for ever, since limits that no level asks for
 * must end. Where room is ample, because the step cannot bring the pressure back whatever grows, it takes a quarter of the
 * time: there is nothing to wait for. See {@link RoomWatch}.
 *
 * <p>What grows back may bring the pressure back. A rise that breaks a recovery off, or comes within a minute of its
 * end, doubles the dwell, up to 32 times its setting; five minutes at {@code NORMAL} after a recovery forgive that. So
 * a program that cannot have both its caches and its work settles between the two instead of swinging. Refused work
 * does not wait that long: for the phase the dwell is four times its setting at most, room or not, and never less than its
 * setting. A level that falls and rises again before anything grew back is no relapse, unless refused work was let in meanwhile.
 *
 * <p>Pure: time is only what it is given. Thread-safety: none; used by one thread.
 */
public final class Ladder {
    /** How far a step goes. */
    static final double STEP = 0.25;

    private static final int MOST_PATIENCE = 32;
    private static final int MOST_PHASE_PATIENCE = 4;
    private static final int QUARTERS = 4;
    private static final long RELAPSE_NANOS = 60_000_000_000L;
    private static final long FORGIVEN_NANOS = 300_000_000_000L;

    private final long dwellNanos;
    private PressureLevel level = PressureLevel.NORMAL;
    private PressureLevel held = PressureLevel.NORMAL;
    private double depth;
    private long sinceNanos;
    private long heldSinceNanos;
    private int patience = 1;
    private boolean recovering;
    private boolean recovered;

    /**
     * A ladder at its foot.
     *
     * @param dwellNanos how long each step down takes, above 0
     */
    public Ladder(long dwellNanos) {
        this.dwellNanos = dwellNanos;
    }

    /**
     * Takes in the level.
     *
     * @param nowNanos in order of time, on any clock
     * @param next the level now
     * @param room how much there is to grow back
     */
    public void step(long nowNanos, PressureLevel next, Room room) {
        boolean risen = next.compareTo(level) > 0;
        level = next;
        heldSinceNanos = risen || next == held ? nowNanos : heldSinceNanos;
        long calmNanos = nowNanos - sinceNanos;
        if (next.compareTo(held) > 0 || Demand.depthOf(next) > depth) {
            boolean relapse = recovering || (recovered && calmNanos < RELAPSE_NANOS);
            patience = relapse ? Math.min(MOST_PATIENCE, 2 * patience) : patience;
            recovering = false;
            recovered = false;
            held = next.atLeast(held) ? next : held;
            depth = Math.max(depth, Demand.depthOf(next));
        }
        if (risen) {
            sinceNanos = nowNanos;
        } else if (depth > Demand.depthOf(level) && calmNanos >= dwellNanos * patience * room.quarters / QUARTERS) {
            stepDown(nowNanos);
        } else if (depth == Demand.depthOf(level) && depth > 0) {
            sinceNanos = nowNanos;
        } else if (held != level && isCalm(nowNanos)) {
            recovering |= held.atLeast(PressureLevel.CRITICAL);
            held = level;
        } else if (depth == 0 && calmNanos >= FORGIVEN_NANOS) {
            patience = 1;
        }
    }

    /** Whether the phase may fall to that of the level. */
    private boolean isCalm(long nowNanos) {
        return nowNanos - heldSinceNanos >= dwellNanos * Math.min(MOST_PHASE_PATIENCE, patience);
    }

    private void stepDown(long nowNanos) {
        depth = Math.max(Demand.depthOf(level), depth - STEP);
        held = depth == 0 || isCalm(nowNanos) ? level : held;
        sinceNanos = nowNanos;
        recovering = depth > 0;
        recovered = depth == 0;
    }

    /** Where the program stands. */
    public Phase phase() {
        return switch (held) {
            case EMERGENCY -> Phase.STOP;
            case CRITICAL -> Phase.DRAIN;
            case WARNING -> Phase.CLEAN_UP;
            case NORMAL -> depth > 0 ? Phase.RECOVER : Phase.MONITOR;
        };
    }

    /** How much less is asked, 0.0 to 3.0. */
    public double depth() {
        return depth;
    }
}
