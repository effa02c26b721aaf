package io.memsafe.response;

import io.memsafe.response.internal.Callee;
import io.memsafe.response.internal.IsolatedCaller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a program in order: it is not {@link #ready()} any more, what is in flight gets a time of grace, the actions
 * run in the order they were added, and if an exit code was chosen the JVM ends with it.
 *
 * <pre>{@code
 * OrderlyStop stop = OrderlyStop.builder()
 *         .grace(Duration.ofSeconds(20))
 *         .action("consumers", consumers::close)
 *         .exit(75)
 *         .build();
 * MemoryGovernor governor = MemoryGovernor.builder().stop(stop).start();
 * }</pre>
 *
 * <p>It begins once: by hand, by a governor it was given to, when {@code EMERGENCY} lasts, or when the JVM is asked to end
 * ({@link Builder#onShutdown}). An action that throws is
 * logged; one that has not returned in its time is left behind. Neither keeps the rest from running. If the JVM has
 * not ended in the time of an action after {@link System#exit}, it is halted.
 *
 * <p>Its thread is created with it, while there is memory for that.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
public final class OrderlyStop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OrderlyStop.class);
    private static final long WATCH_NANOS = 50_000_000L;

    private final Duration patience;
    private final List<BooleanSupplier> idle = new CopyOnWriteArrayList<>();
    private final StopSequence sequence;
    private final IsolatedCaller caller;
    private final Thread watcher;
    private final CountDownLatch done = new CountDownLatch(1);
    private final @Nullable Thread hook;
    private volatile boolean begun;
    private volatile boolean closed;
    private volatile boolean isJvmEnding;
    private volatile boolean isExiting;

    /** Something to do when the program stops. */
    @FunctionalInterface
    public interface Action {

        /**
         * Does it.
         *
         * @throws Exception if it failed; logged
         */
        void run() throws Exception;
    }

    OrderlyStop(Builder builder, LongSupplier clock, IntConsumer exit, IntConsumer halt) {
        this.patience = builder.patience;
        List<StopCall> calls = new ArrayList<>(builder.actions);
        Integer code = builder.exitCode;
        if (code != null) {
            calls.add(new StopCall("exit", String.valueOf(code), () -> end(exit, code)));
            calls.add(new StopCall("halt", String.valueOf(code), () -> end(halt, code)));
        }
        if (builder.idle != null) {
            idle.add(builder.idle);
        }
        this.sequence = new StopSequence(
                clock, builder.leastGrace.toNanos(), builder.grace.toNanos(), this::isNothingInFlight, calls);
        this.hook = builder.onShutdown ? new Thread(this::stopWithJvm, "memsafe-stop-hook") : null;
        this.caller = new IsolatedCaller(
                "memsafe-stop-actions", clock, builder.actionTimeout.toNanos(), IsolatedCaller.POLL_NANOS, this::next);
        this.watcher = new Thread(this::watch, "memsafe-stop");
        watcher.setDaemon(true);
    }

    /**
     * Settings for a stop.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Whether the program should get work: for a readiness probe. One plain read.
     *
     * @return {@code true} until the stop begins
     */
    public boolean ready() {
        return !begun;
    }

    /**
     * How long {@code EMERGENCY} has to last for a governor to begin it.
     *
     * @return as set
     */
    public Duration patience() {
        return patience;
    }

    /**
     * Begins the stop and returns at once. Only the first call does anything.
     *
     * @param reason for the log
     */
    public void begin(String reason) {
        synchronized (this) {
            if (begun || closed) {
                return;
            }
            sequence.begin();
            begun = true;
        }
        LockSupport.unpark(watcher);
        LOG.info("stopping in order: {}", reason);
    }

    /**
     * Waits for the last action to end or to be left behind.
     *
     * @param timeout how long
     * @return whether it has
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return done.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends the JVM, unless it ends already. */
    private void end(IntConsumer how, int code) {
        if (!isJvmEnding) {
            isExiting = true;
            how.accept(code);
        }
    }

    /**
     * Has the grace wait for something more, up to its end. It ends early when nothing of all that was added is in flight
     * any more.
     *
     * @param nothingInFlight asked twenty times a second during the grace
     */
    public void awaitIdle(BooleanSupplier nothingInFlight) {
        idle.add(Objects.requireNonNull(nothingInFlight, "nothingInFlight"));
    }

    private boolean isNothingInFlight() {
        for (BooleanSupplier each : idle) {
            if (!each.getAsBoolean()) {
                return false;
            }
        }
        return !idle.isEmpty();
    }

    /** The JVM ends when this returns: at the latest when every action has had its time. */
    private void stopWithJvm() {
        if (isExiting) {
            return; // it ends because of this stop
        }
        isJvmEnding = true;
        begin("the JVM is asked to end");
        try {
            while (!closed && !await(Duration.ofNanos(WATCH_NANOS))) {
                LockSupport.unpark(watcher);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Nullable
    Callee next() {
        Callee next = closed ? null : sequence.next();
        if (sequence.over()) {
            done.countDown();
        }
        return next;
    }

    private void watch() {
        boolean started = false;
        while (!closed && done.getCount() > 0) {
            if (!begun) {
                LockSupport.park(this);
                continue;
            }
            try {
                if (!started) {
                    caller.start();
                    started = true;
                }
                caller.watch();
            } catch (OutOfMemoryError e) {
                LOG.debug("no memory to go on with the stop; tried again");
            }
            LockSupport.parkNanos(this, WATCH_NANOS);
        }
    }

    /** Ends its threads. A stop that has begun does not go on. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        LockSupport.unpark(watcher);
        caller.close();
        if (hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                LOG.debug("the JVM ends already; its hook finds the stop closed");
            }
        }
    }

    /**
     * Settings for a stop.
     *
     * <p>Thread-safety: none; used by one thread.
     */
    public static final class Builder {
        private static final Duration LONGEST = Duration.ofHours(1);
        private static final int LARGEST_EXIT_CODE = 255;

        private final List<StopCall> actions = new ArrayList<>();
        private Duration patience = Duration.ofSeconds(1);
        private Duration leastGrace = Duration.ZERO;
        private Duration grace = Duration.ofSeconds(10);
        private Duration actionTimeout = Duration.ofSeconds(10);
        private @Nullable BooleanSupplier idle;
        private @Nullable Integer exitCode;
        private boolean onShutdown;

        private Builder() {}

        private static Duration checked(String setting, Duration value) {
            if (value.isNegative() || value.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(setting + " must be 0 to 1 h, but is " + value);
            }
            return value;
        }

        /**
         * How long {@code EMERGENCY} has to last for a governor to begin the stop.
         *
         * @param time 0 to 1 h; 1 s by default
         * @return this builder
         * @throws IllegalArgumentException if it is out of these bounds
         */
        public Builder patience(Duration time) {
            this.patience = checked("patience", time);
            return this;
        }

        /**
         * How long work in flight may take to finish before the actions run.
         *
         * @param time 0 to 1 h; 10 s by default
         * @return this builder
         * @throws IllegalArgumentException if it is out of these bounds
         */
        public Builder grace(Duration time) {
            this.grace = checked("grace", time);
            return this;
        }

        /**
         * How long the grace lasts even if nothing is in flight: as long as those who send work need to notice that the
         * program is not ready any more.
         *
         * @param time 0 to 1 h; 0 by default
         * @return this builder
         * @throws IllegalArgumentException if it is out of these bounds
         */
        public Builder graceAtLeast(Duration time) {
            this.leastGrace = checked("graceAtLeast", time);
            return this;
        }

        /**
         * Ends the grace early when nothing is in flight any more.
         *
         * @param nothingInFlight asked twenty times a second during the grace
         * @return this builder
         */
        public Builder graceUntil(BooleanSupplier nothingInFlight) {
            this.idle = Objects.requireNonNull(nothingInFlight, "nothingInFlight");
            return this;
        }

        /**
         * Adds an action, run after those added before.
         *
         * @param name for the log
         * @param action what to do
         * @return this builder
         */
        public Builder action(String name, Action action) {
            actions.add(new StopCall("action", name, Objects.requireNonNull(action, "action")));
            return this;
        }

        /**
         * How long an action may take before it is left behind.
         *
         * @param time 0 to 1 h; 10 s by default
         * @return this builder
         * @throws IllegalArgumentException if it is out of these bounds
         */
        public Builder actionTimeout(Duration time) {
            this.actionTimeout = checked("actionTimeout", time);
            return this;
        }

        /**
         * Has the JVM end after the actions, by {@link System#exit}. Without it the program goes on, not ready.
         *
         * @param code 0 to 255
         * @return this builder
         * @throws IllegalArgumentException if it is out of these bounds
         */
        public Builder exit(int code) {
            if (code < 0 || code > LARGEST_EXIT_CODE) {
                throw new IllegalArgumentException("exit code must be 0 to 255, but is " + code);
            }
            this.exitCode = code;
            return this;
        }

        /**
         * Begins the stop also when the JVM is asked to end, as by the signal TERM or {@link System#exit}, which then waits for
         * it: for the grace and the actions. Whoever asks should be as patient before it kills.
         *
         * @return this builder
         */
        public Builder onShutdown() {
            this.onShutdown = true;
            return this;
        }

        /**
         * Makes the stop; nothing stops yet.
         *
         * @return a stop to give to a governor, or to begin by hand
         */
        public OrderlyStop build() {
            OrderlyStop stop = new OrderlyStop(this, System::nanoTime, System::exit, Runtime.getRuntime()::halt);
            stop.watcher.start();
            if (stop.hook != null) {
                Runtime.getRuntime().addShutdownHook(stop.hook);
            }
            return stop;
        }
    }
}
