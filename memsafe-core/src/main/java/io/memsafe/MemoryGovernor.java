package io.memsafe;

import io.memsafe.admission.MemoryBudget;
import io.memsafe.history.MemoryHistory;
import io.memsafe.level.LevelThresholds;
import io.memsafe.response.OrderlyStop;
import io.memsafe.response.Phase;
import io.memsafe.response.PressureEpisode;
import io.memsafe.response.Reclaimed;
import io.memsafe.response.Reclaimer;
import io.memsafe.response.Scaler;
import io.memsafe.response.internal.Responses;
import io.memsafe.spi.MemorySignal;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches the memory of this JVM and says how short it is.
 *
 * <p>A governor reads the heap and its collections, estimates the live set as this collector allows, and turns it
 * into one {@link PressureLevel}. Everything in the process that can use less asks {@link #level()}, which costs a
 * plain read, or registers a {@link PressureListener}.
 *
 * <pre>{@code
 * try (MemoryGovernor governor = MemoryGovernor.start()) {
 *     governor.onLevelChange("alerts", change -> log.warn(change.toString()));
 *     if (governor.level().atLeast(PressureLevel.CRITICAL)) {
 *         refuse();
 *     }
 * }
 * }</pre>
 *
 * <p>One per process is enough; several do not disturb each other.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
public final class MemoryGovernor implements AutoCloseable {
    private static final int USUAL_COST = 100;
    private static final Duration LONGEST_RECLAIM = Duration.ofMinutes(10);
    private static final AtomicLong NUMBER = new AtomicLong();
    private static final VarHandle LEVEL;

    static {
        try {
            LEVEL = MethodHandles.lookup().findVarHandle(MemoryGovernor.class, "level", PressureLevel.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings({"FieldMayBeFinal", "UnusedVariable"}) // read and written through LEVEL
    private PressureLevel level = PressureLevel.NORMAL;

    private final GovernorLoop loop;
    private volatile @Nullable MemoryHistory history;
    private final MemoryBudget budget;
    private final Responses responses;
    private volatile Phase phase = Phase.MONITOR;

    private MemoryGovernor(Builder builder, long number) {
        responses = new Responses(
                new Responses.Settings(
                        ListenerLoop.HUNG_NANOS,
                        builder.recoveryStep.toNanos(),
                        builder.thresholds.warningRatio(),
                        builder.stop),
                System::nanoTime,
                next -> phase = next);
        loop = new GovernorLoop(
                number,
                builder.thresholds,
                builder.interval.toNanos(),
                builder.collectorLog,
                builder.collectionRequests,
                SignalDiscovery.all(builder.signals, builder.without),
                this::publish,
                this::refreshBudget,
                builder.responses ? responses : null);
        budget = MemoryBudget.builder()
                .headroom(loop::assessment, builder.budgetShare)
                .level(this::level)
                .tracing(builder.tracePermits)
                .collections(loop::collect)
                .build();
    }

    /**
     * Starts a governor with the defaults: {@code WARNING} at 85 %, {@code CRITICAL} at 95 % of what the collector
     * can fill.
     *
     * @return a running governor; close it to end its threads
     */
    public static MemoryGovernor start() {
        return builder().start();
    }

    /**
     * Loads the classes that a governor needs, its own and those of the JVM's management, and starts nothing: for a program
     * that begins on one thread and has a processor to spare. Without it the first start takes that time, 100 to 250 ms.
     * May be called at any time and beside a start; what it has loaded is not loaded again.
     *
     * @return a governor that does not run, as one that is closed: to rehearse on it what will be bound to the one that does
     */
    public static MemoryGovernor preload() {
        MemoryGovernor idle = new MemoryGovernor(builder(), 0);
        idle.loop.preload();
        return idle;
    }

    /**
     * Settings for a governor.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The level now: one opaque read, without a lock or an allocation.
     *
     * @return never {@code null}; {@code NORMAL} until something is known against it, and after {@link #close()}
     */
    public PressureLevel level() {
        return (PressureLevel) LEVEL.getOpaque(this);
    }

    private void publish(PressureLevel next) {
        LEVEL.setOpaque(this, next);
    }

    /** At every step of the loop, and after the last one. */
    private boolean refreshBudget() {
        budget.refresh();
        return budget.waiting() > 0;
    }

    /**
     * The budget of this heap: bytes that may be kept alive beside what lives already.
     *
     * @return always the same; after {@link #close()} it keeps its last limit, and is shut to nobody
     */
    public MemoryBudget budget() {
        return budget;
    }

    /**
     * What the level was last decided on.
     *
     * @return the newest assessment
     */
    public MemoryAssessment assessment() {
        return loop.assessment();
    }

    /**
     * Readings that were given up: there was no memory for them, or an error came up, the first of which is logged.
     * The governor goes on with the next reading each time.
     *
     * @return since the start
     */
    public long failedReadings() {
        return loop.failedSteps();
    }

    /**
     * Calls a listener at every change of the level.
     *
     * @param name for the log, when the listener throws
     * @param listener called on a thread of the governor
     * @return takes the listener back
     */
    public Registration onLevelChange(String name, PressureListener listener) {
        return loop.register(Objects.requireNonNull(name, "name"), Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Where the program stands on the ladder of responses: one plain read.
     *
     * @return never {@code null}; {@code MONITOR} when nothing is asked, and after {@link #close()}
     */
    public Phase phase() {
        return phase;
    }

    /**
     * Asks a reclaimer for memory when it is short; the same as a cost of 100.
     *
     * @param name for logs, events and episodes
     * @param reclaimer called on a thread of the governor
     * @return takes the reclaimer back
     */
    public Registration reclaim(String name, Reclaimer reclaimer) {
        return reclaim(name, USUAL_COST, reclaimer);
    }

    /**
     * Asks a reclaimer for memory when it is short.
     *
     * @param name for logs, events and episodes
     * @param cost how much it hurts: those that cost less are asked first, equal ones in the order they came
     * @param reclaimer called on a thread of the governor
     * @return takes the reclaimer back
     */
    public Registration reclaim(String name, int cost, Reclaimer reclaimer) {
        return responses.reclaim(
                Objects.requireNonNull(name, "name"), cost, Objects.requireNonNull(reclaimer, "reclaimer"));
    }

    /**
     * Asks all reclaimers now, whatever the level: an operator who wants memory back, or a program before big work. Each is asked
     * once, the cheapest first, one right after the other, on the thread of the governor that asks them otherwise too; those
     * that rest because they freed little are asked as well. Beyond the level and its recovery nothing is taken: what a
     * reclaimer has taken from its cache it gives back as soon as the governor's own level allows, so at {@code NORMAL} a cache is
     * emptied in part and may grow again at once. Neither the level nor an episode comes of it.
     *
     * <p>Not to be called by a reclaimer, a scaler or a listener of episodes: the thread that is waited for is theirs.
     *
     * @param asIf what reclaimers are told the level is, from {@code WARNING} on; the level itself where that is worse
     * @param atMost how long to wait, more than 0 and up to 10 min; those not called by then are not called
     * @return an answer for each reclaimer, in the order of their costs; all {@link Reclaimed.Outcome#NOT_ASKED} when the
     *     governor is closed, or was told to call nobody
     * @throws IllegalArgumentException if the level is {@code NORMAL}, or the time out of its bounds
     * @throws InterruptedException if the thread is interrupted while it waits; those not called yet are not called
     */
    public List<Reclaimed> reclaimNow(PressureLevel asIf, Duration atMost) throws InterruptedException {
        if (asIf == PressureLevel.NORMAL) {
            throw new IllegalArgumentException("reclaimers can be asked as if at WARNING or above, but not at NORMAL");
        }
        if (atMost.isZero() || atMost.isNegative() || atMost.compareTo(LONGEST_RECLAIM) > 0) {
            throw new IllegalArgumentException("atMost must be more than 0 and up to 10 min, but is " + atMost);
        }
        return responses.reclaimNow(asIf, atMost.toNanos());
    }

    /**
     * Who would be asked for memory.
     *
     * @return the names of the reclaimers, the cheapest first
     */
    public List<String> reclaimers() {
        return responses.reclaimers();
    }

    /**
     * Has a limit follow the pressure.
     *
     * @param name for the log
     * @param scaler called on a thread of the governor
     * @return takes the scaler back, which restores its limit
     */
    public Registration scale(String name, Scaler scaler) {
        return responses.scale(Objects.requireNonNull(name, "name"), Objects.requireNonNull(scaler, "scaler"));
    }

    /**
     * Hears of every episode of pressure when it is over.
     *
     * @param name for the log, when the listener throws
     * @param listener called on a thread of the governor
     * @return takes the listener back
     */
    public Registration onEpisode(String name, Consumer<PressureEpisode> listener) {
        return responses.onEpisode(Objects.requireNonNull(name, "name"), Objects.requireNonNull(listener, "listener"));
    }

    /** Ends the governor's threads and its subscriptions. The level is {@code NORMAL} from then on. */
    @Override
    public void close() {
        MemoryHistory recorded = history;
        if (recorded != null) {
            recorded.close();
        }
        loop.close();
        publish(PressureLevel.NORMAL);
        refreshBudget();
    }

    /**
     * Settings for a governor.
     *
     * <p>Thread-safety: none; used by one thread.
     */
    public static final class Builder {
        private static final String COLLECTOR_LOG = "memsafe.collector-log";
        private static final String TRACE_PERMITS = "memsafe.trace-permits";
        private static final String COLLECTION_REQUESTS = "memsafe.collection-requests";
        private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(1);
        private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);
        private static final String RESPONSES = "memsafe.responses";
        private static final Duration SHORTEST_STEP = Duration.ofMillis(10);
        private static final Duration LONGEST_STEP = Duration.ofMinutes(10);

        private LevelThresholds thresholds = LevelThresholds.DEFAULT;
        private Duration interval = Duration.ofMillis(50);
        private double budgetShare = 0.8;
        private boolean tracePermits = Boolean.getBoolean(TRACE_PERMITS);
        private boolean collectorLog = Boolean.parseBoolean(System.getProperty(COLLECTOR_LOG, "true"));

        private boolean collectionRequests = Boolean.parseBoolean(System.getProperty(COLLECTION_REQUESTS, "true"));
        private boolean responses = Boolean.parseBoolean(System.getProperty(RESPONSES, "true"));
        private Duration recoveryStep = Duration.ofSeconds(2);
        private @Nullable OrderlyStop stop;
        private final List<MemorySignal> signals = new ArrayList<>();
        private final Set<String> without = new HashSet<>();
        private @Nullable Path historyPath;

        private Builder() {}

        /**
         * Where the levels begin, as shares of what the collector can fill.
         *
         * @param warningRatio above 0; 0.85 by default
         * @param criticalRatio above {@code warningRatio} and below 1; 0.95 by default
         * @return this builder
         * @throws IllegalArgumentException if the order is wrong
         */
        public Builder thresholds(double warningRatio, double criticalRatio) {
            if (!(warningRatio > 0 && warningRatio < criticalRatio && criticalRatio < 1)) {
                throw new IllegalArgumentException("thresholds must be 0 < warning < critical < 1, but warning is "
                        + warningRatio + " and critical is " + criticalRatio);
            }
            thresholds = thresholds.with(warningRatio, criticalRatio);
            return this;
        }

        /**
         * Where {@code EMERGENCY} begins for what still grows or costs more and more time; a death spiral is one
         * before. Set after {@link #thresholds}, which moves it along.
         *
         * @param ratio share of what can be filled, above that of {@code CRITICAL} and at most 1; 0.985 by default
         * @return this builder
         * @throws IllegalArgumentException if it is out of these bounds
         */
        public Builder emergency(double ratio) {
            if (!(ratio > thresholds.criticalRatio() && ratio <= 1)) {
                throw new IllegalArgumentException("emergency must be above critical, which is "
                        + thresholds.criticalRatio() + ", and at most 1, but is " + ratio);
            }
            thresholds = thresholds.withEmergency(ratio);
            return this;
        }

        /**
         * When a level ends: this far below its beginning, for this long.
         *
         * @param ratio share of what can be filled, 0 or more and below the warning threshold; 0.05 by default
         * @param dwell 0 or more; half a second by default
         * @return this builder
         * @throws IllegalArgumentException if one is out of these bounds
         */
        public Builder hysteresis(double ratio, Duration dwell) {
            thresholds = thresholds.withEnd(ratio, dwell);
            return this;
        }

        /**
         * How often the heap is read when no collection asks for it. While all is calm it is read more rarely: four
         * times before it could be full, and at least every two seconds where it is less than 60 % full, every fourth interval
         * where it is not.
         *
         * @param interval 1 ms to 10 s; 50 ms by default
         * @return this builder
         * @throws IllegalArgumentException if it is out of these bounds
         */
        public Builder interval(Duration interval) {
            if (interval.compareTo(SHORTEST_INTERVAL) < 0 || interval.compareTo(LONGEST_INTERVAL) > 0) {
                throw new IllegalArgumentException("interval must be 1 ms to 10 s, but is " + interval);
            }
            this.interval = interval;
            return this;
        }

        /**
         * Whether ZGC and Shenandoah may be asked to log their mark results, which nothing else tells, to a private
         * file in {@code java.io.tmpdir} (at most 2 MB, removed on close). Without it their live set is estimated,
         * less closely. Other collectors need no log.
         *
         * @param allowed {@code true} by default, unless the system property {@code memsafe.collector-log} is
         *     {@code false}
         * @return this builder
         */
        public Builder collectorLog(boolean allowed) {
            this.collectorLog = allowed;
            return this;
        }

        /**
         * Whether the governor may ask for a collection ({@link System#gc()}) when a level stands on a live set found
         * more than two seconds ago and no collection is coming by itself: without one, a program that refuses all
         * work would never learn that its memory is free again. At least ten seconds apart, and ever rarer while they
         * change nothing. Collectors that take no pause for it, ZGC and Shenandoah, are asked after half a second, and
         * at least a second apart.
         *
         * @param allowed {@code true} by default, unless the system property {@code memsafe.collection-requests} is
         *     {@code false}
         * @return this builder
         */
        public Builder collectionRequests(boolean allowed) {
            this.collectionRequests = allowed;
            return this;
        }

        /**
         * How much the budget gives out of what the heap can be filled with beside what lives there.
         *
         * @param ratio above 0.0, at most 1.0; 0.8 by default
         * @return this builder
         * @throws IllegalArgumentException if it is out of these bounds
         */
        public Builder budgetShare(double ratio) {
            if (!(ratio > 0 && ratio <= 1)) {
                throw new IllegalArgumentException("budget share must be above 0.0 and at most 1.0, but is " + ratio);
            }
            this.budgetShare = ratio;
            return this;
        }

        /**
         * Whether permits remember where they were acquired, to name the place when one is dropped without being
         * closed. It costs a stack trace for each.
         *
         * @param allowed {@code false} by default, unless the system property {@code memsafe.trace-permits} is
         *     {@code true}
         * @return this builder
         */
        public Builder tracePermits(boolean allowed) {
            this.tracePermits = allowed;
            return this;
        }

        /**
         * Whether the ladder of responses is climbed: reclaimers, scalers, episodes and the stop.
         *
         * @param allowed {@code true} by default, unless the system property {@code memsafe.responses} is
         *     {@code false}
         * @return this builder
         */
        public Builder responses(boolean allowed) {
            this.responses = allowed;
            return this;
        }

        /**
         * How long each step of the recovery takes; from {@code CRITICAL} there are eight to the end.
         *
         * @param step 10 ms to 10 min; 2 s by default
         * @return this builder
         * @throws IllegalArgumentException if it is out of these bounds
         */
        public Builder recoveryStep(Duration step) {
            if (step.compareTo(SHORTEST_STEP) < 0 || step.compareTo(LONGEST_STEP) > 0) {
                throw new IllegalArgumentException("recoveryStep must be 10 ms to 10 min, but is " + step);
            }
            this.recoveryStep = step;
            return this;
        }

        /**
         * Has the program stopped in order when {@code EMERGENCY} lasts. Without this call nothing is ever stopped.
         *
         * @param orderly belongs to the caller, who may begin it by hand too
         * @return this builder
         */
        public Builder stop(OrderlyStop orderly) {
            this.stop = Objects.requireNonNull(orderly, "orderly");
            return this;
        }

        /**
         * Adds a signal, beside those that {@link ServiceLoader} finds.
         *
         * @param signal replaces one of the same name; belongs to the governor from its start on
         * @return this builder
         */
        public Builder signal(MemorySignal signal) {
            signals.add(Objects.requireNonNull(signal, "signal"));
            return this;
        }

        /**
         * Leaves signals out.
         *
         * @param names of signals, such as {@code container}
         * @return this builder
         */
        public Builder withoutSignals(String... names) {
            without.addAll(List.of(names));
            return this;
        }

        /**
         * Keeps what the governor finds in a file of 16.8 MB, for 400 days; off by default. See {@link MemoryHistory}.
         *
         * @param path of the file, which one governor at a time can write
         * @return this builder
         */
        public Builder history(Path path) {
            historyPath = Objects.requireNonNull(path, "path");
            return this;
        }

        /**
         * Starts the governor.
         *
         * @return a running governor; close it to end its threads
         * @throws UncheckedIOException if there is a {@link #history(Path)} that cannot be written, or is in use
         */
        public MemoryGovernor start() {
            MemoryGovernor governor = new MemoryGovernor(this, NUMBER.incrementAndGet());
            try {
                Path path = historyPath;
                if (path != null) {
                    governor.history = MemoryHistory.record(governor, path);
                }
                governor.loop.start();
            } catch (RuntimeException | Error e) {
                governor.close();
                throw e;
            }
            return governor;
        }
    }
}
