package io.memsafe.response.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the code of others on a thread of its own, one call at a time, so that none of it can hold up the governor.
 *
 * <p>Code that throws is logged once and called again. Code that has not returned in time is set aside: a new thread
 * takes over with the next call, and the old one ends when the code has returned.
 *
 * <p>The two threads must never both be at work. Each thread has a state, the number of its call or {@link #IDLE} or
 * {@link #REPLACED}, and leaves the call by the same compare-and-set with which {@link #watch()} replaces it: one of
 * them wins.
 *
 * <p>Thread-safety: {@link #watch()} belongs to one thread, the rest to any.
 */
public final class IsolatedCaller implements AutoCloseable {
    /** How often a source is asked that has calls which become due by themselves. */
    public static final long POLL_NANOS = 1_000_000_000L;

    /** For a source that is only to be asked when somebody wakes the caller: each waking of a thread costs. */
    public static final long ONLY_WOKEN = Long.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(IsolatedCaller.class);
    private static final long AFTER_ERROR_NANOS = 100_000_000L;
    private static final long JOIN_MILLIS = 2_000;
    private static final long IDLE = 0;
    private static final long REPLACED = -1;

    private final String threadName;
    private final LongSupplier clock;
    private final long hungNanos;
    private final long pollNanos;
    private final CallSource source;
    private volatile boolean closed;
    private volatile Worker worker;

    /** One thread that calls, until it is replaced. */
    private static final class Worker implements Runnable {
        final IsolatedCaller owner;
        final Thread thread;
        final AtomicLong state = new AtomicLong(IDLE);
        long calls;
        volatile @Nullable Callee callee;
        volatile long sinceNanos;
        volatile boolean started;

        Worker(IsolatedCaller owner) {
            this.owner = owner;
            this.thread = new Thread(this, owner.threadName);
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            boolean mine = true;
            while (mine) {
                Callee next = null;
                long pause = owner.pollNanos;
                try {
                    next = owner.source.next();
                } catch (OutOfMemoryError | LinkageError e) {
                    pause = AFTER_ERROR_NANOS;
                }
                if (next != null) {
                    mine = call(next);
                } else if (owner.closed) {
                    return;
                } else {
                    LockSupport.parkNanos(owner, pause);
                }
            }
        }

        private boolean call(Callee next) {
            callee = next;
            sinceNanos = owner.clock.getAsLong();
            long number = ++calls;
            state.set(number);
            try {
                next.perform();
            } catch (OutOfMemoryError | LinkageError e) {
                // Of logging what it has thrown: it is logged when it throws again, unless the log is broken for good.
            }
            boolean mine = state.compareAndSet(number, IDLE);
            if (!mine) {
                next.hangs(false);
                owner.wake();
            }
            return mine;
        }
    }

    /**
     * A caller that has not started.
     *
     * @param threadName name of its thread
     * @param clock nanoseconds, as {@link System#nanoTime()}
     * @param hungNanos how long a call may take
     * @param pollNanos how often the source is asked, beside when it is woken: {@link #POLL_NANOS} or {@link #ONLY_WOKEN}
     * @param source what to call
     */
    public IsolatedCaller(String threadName, LongSupplier clock, long hungNanos, long pollNanos, CallSource source) {
        this.threadName = threadName;
        this.clock = clock;
        this.hungNanos = hungNanos;
        this.pollNanos = pollNanos;
        this.source = source;
        this.worker = new Worker(this);
    }

    /** Starts the thread, unless it has been or this is closed. */
    public synchronized void start() {
        Worker now = worker;
        if (!now.started && !closed) {
            now.thread.start();
            now.started = true;
        }
    }

    /** Has the source asked now. */
    public void wake() {
        LockSupport.unpark(worker.thread);
    }

    /** Sets code aside that hangs; called now and then. After an OutOfMemoryError it may be called again. */
    public void watch() {
        Worker now = worker;
        long call = now.state.get();
        if (call == REPLACED && !closed) {
            replace();
            return;
        }
        Callee callee = now.callee;
        if (call <= IDLE || callee == null || clock.getAsLong() - now.sinceNanos < hungNanos) {
            return;
        }
        callee.hangs(true);
        if (!now.state.compareAndSet(call, REPLACED)) {
            callee.hangs(false);
            return;
        }
        replace();
        LOG.warn(
                "{} has not returned for {} s; the others go on without it",
                callee,
                TimeUnit.NANOSECONDS.toSeconds(hungNanos));
    }

    private void replace() {
        Worker next = new Worker(this);
        next.thread.start();
        next.started = true;
        worker = next;
    }

    /** Ends the thread when the source has nothing more, and waits up to two seconds for that. */
    @Override
    public void close() {
        Worker now;
        synchronized (this) {
            closed = true;
            now = worker;
        }
        wake();
        if (now.started && Thread.currentThread() != now.thread) {
            try {
                now.thread.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
