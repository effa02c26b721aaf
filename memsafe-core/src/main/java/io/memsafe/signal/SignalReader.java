package io.memsafe.signal;

import io.memsafe.Measure;
import io.memsafe.PressureLevel;
import io.memsafe.Unit;
import io.memsafe.spi.MemorySignal;
import io.memsafe.spi.SignalSink;
import io.memsafe.spi.SignalUnavailableException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads signals when they are due, and keeps the newest reading of each.
 *
 * <p>A signal that is unavailable at {@code open} is left out for good; one that fails to read is tried again, ten
 * intervals later at the soonest, and its last reading is dropped: a figure that may be wrong is worse than none.
 *
 * <p>While the areas of a signal are far from full and do not rise, nothing is lost by reading it more rarely: a tenth
 * as often below half of the limit, a third below three quarters, but at least once a second, or a fifth as often where
 * that is longer; below a quarter of the limit a twentieth as often, at least every two seconds. It takes ten readings
 * without a rise of 2 % to come to that, and one with such a rise to end it. One that rises faster than that is read so
 * much sooner that the next rise would be 2 % again: what fills within a second is seen before it is full. Those that rest
 * are read with one that is due, up to a quarter of their rest early, and those that rest longest all together: a thread
 * that has just slept costs more than what it reads.
 *
 * <p>Thread-safety: {@link #open()}, {@link #step(long)}, {@link #urgent()} and {@link #close()} belong to one thread;
 * {@link #readings()} may be called from any.
 */
public final class SignalReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignalReader.class);
    private static final int BACK_OFF = 10;
    private static final long LEAST_INTERVAL_NANOS = 10_000_000L;
    private static final long LONGEST_REST_NANOS = 1_000_000_000L;
    private static final long LOW_REST_NANOS = 2_000_000_000L;
    private static final double LOW_RATIO = 0.25;
    private static final double HALF_RATIO = 0.50;
    private static final double MUCH_RATIO = 0.75;
    private static final int LOW_REST = 20;
    private static final int HALF_REST = 10;
    private static final int MUCH_REST = 3;
    private static final int LONG_REST = 5;
    private static final int STEADY_ENOUGH = 10;
    private static final double RISE_RATIO = 0.02;
    private static final int EARLY_SHARE = 4;

    private final List<Slot> slots = new ArrayList<>();
    private volatile List<SignalReading> readings = List.of();
    private boolean urgent;

    /** A signal and what is known of it. Collects what it says while it is read. */
    private static final class Slot implements SignalSink {
        final MemorySignal signal;
        final String name;
        final long intervalNanos;
        List<AreaReading> areas = List.of();
        List<Measure> measures = List.of();
        long nanos;
        long dueNanos;

        @Nullable
        String absence = "not read yet";

        boolean tried;
        boolean open;
        boolean failureLogged;
        double fullestRatio;
        int steady;
        SignalReading reading;

        Slot(MemorySignal signal) {
            this.signal = signal;
            this.name = signal.name();
            this.intervalNanos =
                    Math.max(LEAST_INTERVAL_NANOS, signal.interval().toNanos());
            this.reading = reading();
        }

        boolean isDue(long nowNanos) {
            return open && (nanos == 0 || nowNanos - dueNanos >= 0);
        }

        /** Whether it rests, and may be read with another one. */
        boolean isNearlyDue(long nowNanos) {
            long pause = dueNanos - nanos;
            return open && absence == null && pause > intervalNanos && nowNanos - dueNanos >= -pause / EARLY_SHARE;
        }

        /** Says when the next reading is due. Those that rest longest come due together, on a clock that ticks for all. */
        void due(List<AreaReading> before, long sinceNanos) {
            long pause = pauseNanos(before, sinceNanos);
            dueNanos = nanos + pause;
            if (pause > intervalNanos && pause >= LOW_REST_NANOS) {
                dueNanos -= Math.floorMod(dueNanos, LOW_REST_NANOS);
            }
        }

        /** Compares what was read with the reading before it, and says how long to rest. */
        private long pauseNanos(List<AreaReading> before, long sinceNanos) {
            fullestRatio = 0;
            double rise = 0;
            for (int i = 0; i < areas.size(); i++) {
                AreaReading area = areas.get(i);
                double ratio = (double) area.used() / area.limit();
                fullestRatio = Math.max(fullestRatio, ratio);
                if (i < before.size()) {
                    rise = Math.max(rise, (double) (area.used() - before.get(i).used()) / area.limit());
                }
            }
            double inAnInterval = rise * intervalNanos / Math.max(1, sinceNanos);
            if (areas.size() > before.size() || Math.max(rise, inAnInterval) > RISE_RATIO) {
                steady = 0;
                return inAnInterval > RISE_RATIO
                        ? Math.max(LEAST_INTERVAL_NANOS, (long) (intervalNanos * RISE_RATIO / inAnInterval))
                        : intervalNanos;
            }
            steady++;
            if (steady < STEADY_ENOUGH) {
                return intervalNanos;
            }
            boolean low = fullestRatio < LOW_RATIO;
            int rest =
                    low ? LOW_REST : fullestRatio < HALF_RATIO ? HALF_REST : fullestRatio < MUCH_RATIO ? MUCH_REST : 1;
            long longest = low ? LOW_REST_NANOS : LONGEST_REST_NANOS;
            return Math.min(rest * intervalNanos, Math.max(longest, LONG_REST * intervalNanos));
        }

        @Override
        public void area(String area, Unit unit, long used, long limit, PressureLevel atMost) {
            if (limit <= 0 || used < 0) {
                throw new IllegalArgumentException("area " + area + " of signal " + name
                        + " must have used >= 0 and limit > 0, but they are " + used + " and " + limit);
            }
            areas.add(new AreaReading(area, unit, used, limit, atMost));
        }

        @Override
        public void measure(String measure, Unit unit, double value) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "measure " + measure + " of signal " + name + " must be finite, but is " + value);
            }
            measures.add(new Measure(measure, unit, value));
        }

        SignalReading reading() {
            return new SignalReading(name, nanos, intervalNanos, dueNanos - nanos, areas, measures, absence);
        }
    }

    /**
     * A reader of some signals; opens nothing yet.
     *
     * @param signals in the order in which they are shown
     */
    public SignalReader(List<MemorySignal> signals) {
        signals.forEach(signal -> slots.add(new Slot(signal)));
    }

    /**
     * Opens the signals; one that cannot be opened is absent, with its reason. Only those that were not tried yet are.
     *
     * @return whether all were tried; {@code false} if there was no memory to open one, which is to be tried again
     */
    public boolean open() {
        boolean all = true;
        for (Slot slot : slots) {
            all &= slot.tried || open(slot);
        }
        publish();
        return all;
    }

    private static boolean open(Slot slot) {
        try {
            slot.signal.open();
            slot.open = true;
        } catch (SignalUnavailableException e) {
            slot.absence = String.valueOf(e.getMessage());
            slot.reading = slot.reading();
            LOG.debug("signal {} is absent: {}", slot.name, slot.absence);
        } catch (RuntimeException | LinkageError e) {
            slot.absence = e.toString();
            slot.reading = slot.reading();
            warn("signal {} cannot be opened and is left out", slot, e);
        } catch (OutOfMemoryError e) {
            close(slot);
            return false;
        }
        slot.tried = true;
        return true;
    }

    /**
     * Reads what is due.
     *
     * @param nowNanos on the clock of the governor
     * @return nanoseconds until the next signal is due
     */
    public long step(long nowNanos) {
        urgent = false;
        if (isAnyDue(nowNanos)) {
            for (int i = 0; i < slots.size(); i++) {
                Slot slot = slots.get(i);
                if (slot.isDue(nowNanos) || slot.isNearlyDue(nowNanos)) {
                    read(slot, nowNanos);
                    urgent |= slot.fullestRatio >= HALF_RATIO;
                }
            }
            publish();
        }
        long wait = Long.MAX_VALUE;
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            if (slot.open) {
                wait = Math.min(wait, Math.max(0, slot.dueNanos - nowNanos));
            }
        }
        return wait;
    }

    private boolean isAnyDue(long nowNanos) {
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).isDue(nowNanos)) {
                return true;
            }
        }
        return false;
    }

    private static void read(Slot slot, long nowNanos) {
        long nanosBefore = slot.nanos;
        slot.nanos = nowNanos;
        slot.dueNanos = nowNanos + BACK_OFF * slot.intervalNanos;
        List<AreaReading> before = slot.areas;
        slot.areas = new ArrayList<>(4);
        slot.measures = new ArrayList<>(4);
        try {
            slot.signal.read(slot);
            slot.absence = null;
            slot.due(before, nanosBefore == 0 ? slot.intervalNanos : nowNanos - nanosBefore);
        } catch (SignalUnavailableException e) {
            drop(slot, String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError e) {
            drop(slot, e.toString());
            if (!slot.failureLogged) {
                slot.failureLogged = true;
                warn("signal {} failed; it is tried again", slot, e);
            }
        } catch (OutOfMemoryError e) {
            drop(slot, "no memory to read it");
        }
        slot.reading = slot.reading();
    }

    private static void warn(String message, Slot slot, Throwable failure) {
        try {
            LOG.warn(message, slot.name, failure);
        } catch (LinkageError | OutOfMemoryError e) {
            // A log whose classes met an OutOfMemoryError stays broken; the other signals matter more.
        }
    }

    private static void drop(Slot slot, String reason) {
        slot.areas = List.of();
        slot.measures = List.of();
        slot.absence = reason;
        slot.fullestRatio = 0;
        slot.steady = 0;
    }

    private void publish() {
        List<SignalReading> now = new ArrayList<>(slots.size());
        for (Slot slot : slots) {
            now.add(slot.reading);
        }
        readings = List.copyOf(now);
    }

    /** Whether the last step has read an area that is half full or more. */
    public boolean urgent() {
        return urgent;
    }

    /** The newest reading of each signal, absent ones included; the same list until one is read. */
    public List<SignalReading> readings() {
        return readings;
    }

    /**
     * Closes the signals. Nothing on the way makes a lambda: the first of a JVM, where memory is out, would break all
     * later ones.
     */
    @Override
    public void close() {
        for (int i = 0; i < slots.size(); i++) {
            close(slots.get(i));
        }
    }

    private static void close(Slot slot) {
        try {
            slot.signal.close();
        } catch (RuntimeException | LinkageError e) {
            warn("signal {} could not be closed", slot, e);
        } catch (OutOfMemoryError e) {
            // The others are closed all the same. Logging here would need the memory that is not there.
        }
    }
}
