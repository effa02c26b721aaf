package io.memsafe;

import io.memsafe.level.LevelThresholds;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;

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

    private MemoryGovernor(Builder builder) {
        loop = new GovernorLoop(builder.thresholds, builder.interval.toNanos(), builder.collectorLog, this::publish);
    }

    /**
     * Starts a governor with the defaults: {@code WARNING} at 85 %, {@code CRITICAL} at 95 % of what the collector
     * can fill.
     *
     * @return a running governor; close it to end its thread
     */
    public static MemoryGovernor start() {
        return builder().start();
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

    /**
     * What the level was last decided on.
     *
     * @return the newest assessment
     */
    public MemoryAssessment assessment() {
        return loop.assessment();
    }

    /**
     * Calls a listener at every change of the level.
     *
     * @param name for the log, when the listener throws
     * @param listener called on the governor's thread
     * @return takes the listener back
     */
    public Registration onLevelChange(String name, PressureListener listener) {
        return loop.register(Objects.requireNonNull(name, "name"), Objects.requireNonNull(listener, "listener"));
    }

    /** Ends the governor's thread and its subscriptions. The level is {@code NORMAL} from then on. */
    @Override
    public void close() {
        loop.close();
        publish(PressureLevel.NORMAL);
    }

    /**
     * Settings for a governor.
     *
     * <p>Thread-safety: none; used by one thread.
     */
    public static final class Builder {
        private static final String COLLECTOR_LOG = "memsafe.collector-log";
        private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(1);
        private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);

        private LevelThresholds thresholds = LevelThresholds.DEFAULT;
        private Duration interval = Duration.ofMillis(50);
        private boolean collectorLog = Boolean.parseBoolean(System.getProperty(COLLECTOR_LOG, "true"));

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
         * How often the heap is read when no collection asks for it.
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
         * Starts the governor.
         *
         * @return a running governor; close it to end its thread
         */
        public MemoryGovernor start() {
            MemoryGovernor governor = new MemoryGovernor(this);
            governor.loop.start();
            return governor;
        }
    }
}
