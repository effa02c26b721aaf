package io.memsafe.metrics;

import io.memsafe.pool.BufferPool;
import io.memsafe.pool.BufferPoolStatistics;
import io.memsafe.pool.GovernedPool;
import io.memsafe.pool.PoolStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Shows what a pool has, and has done, as meters of Micrometer, with the tag {@code pool}.
 *
 * <pre>{@code
 * PoolMetrics.of("parsers", parsers).bindTo(registry);
 * PoolMetrics.of("buffers", buffers).bindTo(registry);
 * }</pre>
 *
 * <p>Registries hold the pool weakly. Thread-safety: all methods may be called from any thread.
 */
@SuppressWarnings("exports") // a program that uses it requires Micrometer itself, and the others must not have to
public final class PoolMetrics implements MeterBinder {
    private final Tags tags;
    private final Meters meters;

    /** Adds the meters of one pool. */
    private interface Meters {
        void add(MeterRegistry registry, Tags tags);
    }

    private PoolMetrics(String name, Meters meters) {
        this.tags = Tags.of("pool", Objects.requireNonNull(name, "name"));
        this.meters = meters;
    }

    /**
     * Meters of a pool of objects.
     *
     * @param name value of the tag
     * @param pool stays the caller's to close
     * @return to be bound
     */
    public static PoolMetrics of(String name, GovernedPool<?> pool) {
        Objects.requireNonNull(pool, "pool");
        return new PoolMetrics(name, (registry, tags) -> {
            Each<GovernedPool<?>, PoolStatistics> each =
                    new Each<>(registry, tags, "memsafe.pool.", pool, GovernedPool::statistics);
            each.gauge("size", null, "Objects there are", PoolStatistics::size);
            each.gauge("in.use", null, "Objects that somebody has a lease on", PoolStatistics::inUse);
            each.gauge("most", null, "Objects there may be now; fewer under pressure", PoolStatistics::most);
            each.gauge("waiting", null, "Threads that wait for an object", PoolStatistics::waiting);
            each.counter("created", null, "Objects made", PoolStatistics::created);
            each.counter("failed", null, "How often making one failed", PoolStatistics::failed);
            each.counter("replaced", null, "Objects given back as broken", PoolStatistics::replaced);
            each.counter("returned", null, "Objects ended for want of memory", PoolStatistics::returned);
            each.counter("timeouts", null, "Waits in vain", PoolStatistics::timeouts);
            each.counter("refused", null, "Claims refused since too many wait", PoolStatistics::refused);
            each.counter("leaked", null, "Leases that were forgotten, if they are traced", PoolStatistics::leaked);
        });
    }

    /**
     * Meters of a pool of buffers.
     *
     * @param name value of the tag
     * @param pool stays the caller's to close
     * @return to be bound
     */
    public static PoolMetrics of(String name, BufferPool<?> pool) {
        Objects.requireNonNull(pool, "pool");
        return new PoolMetrics(name, (registry, tags) -> {
            Each<BufferPool<?>, BufferPoolStatistics> each =
                    new Each<>(registry, tags, "memsafe.buffers.", pool, BufferPool::statistics);
            each.gauge("idle", null, "Idle buffers", BufferPoolStatistics::idle);
            each.gauge("idle.size", BaseUnits.BYTES, "What idle buffers have", BufferPoolStatistics::idleBytes);
            each.gauge("idle.most", BaseUnits.BYTES, "What they may have now", BufferPoolStatistics::mostIdleBytes);
            each.counter("reused", null, "Buffers taken that were there", BufferPoolStatistics::reused);
            each.counter("made", null, "Buffers taken that were made", BufferPoolStatistics::made);
            each.counter("dropped", null, "Buffers given back that were not kept", BufferPoolStatistics::dropped);
            each.counter(
                    "reclaimed",
                    BaseUnits.BYTES,
                    "Given back for want of memory",
                    BufferPoolStatistics::reclaimedBytes);
            each.counter(
                    "misused",
                    null,
                    "Given back twice or written to later; in debug mode",
                    BufferPoolStatistics::misused);
            each.counter("lost", null, "Taken and forgotten; in debug mode", BufferPoolStatistics::lost);
        });
    }

    /**
     * Adds the meters to a registry.
     *
     * @param registry may be one of several
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        meters.add(registry, tags);
    }

    /** The meters of a pool P, which are numbers of its statistics S. */
    private record Each<P, S>(MeterRegistry registry, Tags tags, String prefix, P pool, Function<P, S> statistics) {

        void gauge(String name, @Nullable String unit, String description, ToDoubleFunction<S> number) {
            Function<P, S> read = statistics; // or the meter would hold this, and that the pool
            Gauge.builder(prefix + name, pool, asked -> number.applyAsDouble(read.apply(asked)))
                    .tags(tags)
                    .baseUnit(unit)
                    .description(description)
                    .register(registry);
        }

        void counter(String name, @Nullable String unit, String description, ToDoubleFunction<S> number) {
            Function<P, S> read = statistics;
            FunctionCounter.builder(prefix + name, pool, asked -> number.applyAsDouble(read.apply(asked)))
                    .tags(tags)
                    .baseUnit(unit)
                    .description(description)
                    .register(registry);
        }
    }
}
