package io.memsafe.web;

import io.memsafe.PressureLevel;
import io.memsafe.admission.BudgetPriority;
import java.util.Iterator;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Asks requests to end that take too long, and under pressure those that hold most.
 *
 * <p><i>Too long</i> is the deadline, half of it from {@code WARNING} on, a quarter from {@code CRITICAL} on.
 *
 * <p><i>Under pressure</i> is at {@code EMERGENCY}, or at {@code CRITICAL} while requests hold what there was no room for, if
 * either lasts 100 ms. Then the sheddable request that is charged most is asked; if there is none, the one of default
 * priority; never a critical one. The next is asked when that one has ended, or a second later.
 *
 * <p>Thread-safety: one thread steps; {@link #cancelled} may be asked by any.
 */
final class Cancelling implements AutoCloseable {
    private static final long LASTING_NANOS = 100_000_000L;
    private static final long PATIENCE_NANOS = 1_000_000_000L;

    private final Flights flights;
    private final long deadlineNanos;
    private final boolean isUnderPressure;
    private final AtomicLong cancelled = new AtomicLong();
    private final ThreadPoolExecutor actions;
    private long shortSinceNanos = Long.MIN_VALUE;
    private long askedNanos;
    private @Nullable CancellationToken asked;

    /**
     * @param deadlineNanos {@link Long#MAX_VALUE} for none
     * @param isUnderPressure whether those that hold most are asked
     */
    Cancelling(Flights flights, long deadlineNanos, boolean isUnderPressure) {
        this.flights = flights;
        this.deadlineNanos = deadlineNanos;
        this.isUnderPressure = isUnderPressure;
        this.actions = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "memsafe-web-cancel");
            thread.setDaemon(true);
            return thread;
        });
        actions.prestartCoreThread();
    }

    long cancelled() {
        return cancelled.get();
    }

    /**
     * Looks once.
     *
     * @param nowNanos of {@link System#nanoTime()}
     * @param level of now
     * @param isMissing whether requests hold what there was no room for
     */
    void step(long nowNanos, PressureLevel level, boolean isMissing) {
        if (deadlineNanos != Long.MAX_VALUE) {
            cancelLate(nowNanos, level);
        }
        boolean isShort = level == PressureLevel.EMERGENCY || (level == PressureLevel.CRITICAL && isMissing);
        if (!isShort) {
            shortSinceNanos = Long.MIN_VALUE;
        } else if (shortSinceNanos == Long.MIN_VALUE) {
            shortSinceNanos = nowNanos;
        }
        if (isUnderPressure && isShort && nowNanos - shortSinceNanos >= LASTING_NANOS) {
            cancelLargest(nowNanos);
        }
    }

    private void cancelLate(long nowNanos, PressureLevel level) {
        long longest = switch (level) {
            case NORMAL -> deadlineNanos;
            case WARNING -> deadlineNanos / 2;
            case CRITICAL, EMERGENCY -> deadlineNanos / 4;
        };
        for (Iterator<Flight> all = flights.all(); all.hasNext(); ) {
            Flight flight = all.next();
            CancellationToken token = flight.token();
            if (token != null && flight.isInFlight() && nowNanos - token.startNanos() > longest) {
                cancel(token, "it has taken longer than a request may at this level");
            }
        }
    }

    private void cancelLargest(long nowNanos) {
        CancellationToken largest = null;
        long mostBytes = 0;
        boolean isAwaited = false;
        for (Iterator<Flight> all = flights.all(); all.hasNext(); ) {
            Flight flight = all.next();
            CancellationToken token = flight.token();
            if (token == null || !flight.isInFlight()) {
                continue;
            }
            isAwaited |= token == asked;
            long bytes = flight.chargedBytes();
            if (bytes > 0
                    && !token.isCancelled()
                    && token.priority() != BudgetPriority.CRITICAL
                    && (largest == null || isBefore(token, bytes, largest, mostBytes))) {
                largest = token;
                mostBytes = bytes;
            }
        }
        if (largest != null && !(isAwaited && nowNanos - askedNanos < PATIENCE_NANOS)) {
            asked = largest;
            askedNanos = nowNanos;
            cancel(largest, "the server is short of memory, and it held most");
        }
    }

    private static boolean isBefore(CancellationToken token, long bytes, CancellationToken other, long otherBytes) {
        int byPriority = token.priority().compareTo(other.priority());
        return byPriority != 0 ? byPriority < 0 : bytes > otherBytes;
    }

    private void cancel(CancellationToken token, String reason) {
        if (!actions.isShutdown() && token.cancel(reason)) {
            cancelled.incrementAndGet();
            actions.execute(token::act);
        }
    }

    @Override
    public void close() {
        actions.shutdown();
    }
}
