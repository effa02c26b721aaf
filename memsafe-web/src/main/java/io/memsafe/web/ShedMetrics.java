package io.memsafe.web;

import io.memsafe.admission.BudgetPriority;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Shows what a filter does as meters of Micrometer.
 *
 * <pre>{@code
 * new ShedMetrics(filter).bindTo(registry);
 * }</pre>
 *
 * <p>{@code memsafe.web.admitted} counts requests that were let in, {@code memsafe.web.shed} those that were refused, by
 * {@code reason}, and {@code memsafe.web.shed.priority} the same by {@code priority}; {@code memsafe.web.cancelled} counts
 * those that were asked to end; {@code memsafe.web.in.flight},
 * {@code memsafe.web.reserved} and {@code memsafe.web.limit} are what is in flight, what it is charged, and what it may be.
 * Registries hold the filter weakly.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
@SuppressWarnings("exports") // a program that uses it requires Micrometer itself, and the others must not have to
public final class ShedMetrics implements MeterBinder, AutoCloseable {
    private final MemoryShedFilter filter;
    private final Tags tags;
    private final List<Runnable> bound = new CopyOnWriteArrayList<>();

    /**
     * Meters without further tags.
     *
     * @param filter stays the caller's to close
     */
    public ShedMetrics(MemoryShedFilter filter) {
        this(filter, Tags.empty());
    }

    /**
     * Meters with further tags.
     *
     * @param filter stays the caller's to close
     * @param tags added to every meter; must tell several filters of one registry apart
     */
    public ShedMetrics(MemoryShedFilter filter, Iterable<Tag> tags) {
        this.filter = Objects.requireNonNull(filter, "filter");
        this.tags = Tags.of(tags);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        count(registry, "memsafe.web.admitted", "Requests that were let in", Tags.empty(), ShedStatistics::admitted);
        for (ShedReason reason : ShedReason.values()) {
            count(
                    registry,
                    "memsafe.web.shed",
                    "Requests that were refused, by why",
                    Tags.of("reason", word(reason)),
                    now -> now.shedByReason().getOrDefault(reason, 0L));
        }
        for (BudgetPriority priority : BudgetPriority.values()) {
            count(
                    registry,
                    "memsafe.web.shed.priority",
                    "Requests that were refused, by how much they matter",
                    Tags.of("priority", word(priority)),
                    now -> now.shedByPriority().getOrDefault(priority, 0L));
        }
        count(
                registry,
                "memsafe.web.cancelled",
                "Requests that were asked to end",
                Tags.empty(),
                ShedStatistics::cancelled);
        gauge(registry, "memsafe.web.in.flight", null, "Requests in flight", ShedStatistics::inFlight);
        gauge(
                registry,
                "memsafe.web.reserved",
                BaseUnits.BYTES,
                "What requests in flight are charged",
                ShedStatistics::reservedBytes);
        gauge(
                registry,
                "memsafe.web.limit",
                BaseUnits.BYTES,
                "What requests in flight may be charged",
                ShedStatistics::limitBytes);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private void count(
            MeterRegistry registry,
            String name,
            String description,
            Tags more,
            ToDoubleFunction<ShedStatistics> value) {
        added(
                registry,
                FunctionCounter.builder(name, filter, of -> value.applyAsDouble(of.statistics()))
                        .description(description)
                        .tags(tags.and(more))
                        .register(registry));
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            @Nullable String unit,
            String description,
            ToDoubleFunction<ShedStatistics> value) {
        added(
                registry,
                Gauge.builder(name, filter, of -> value.applyAsDouble(of.statistics()))
                        .baseUnit(unit)
                        .description(description)
                        .tags(tags)
                        .register(registry));
    }

    private void added(MeterRegistry registry, Meter meter) {
        bound.add(() -> registry.remove(meter));
    }

    /** Takes the meters out of their registries. */
    @Override
    public void close() {
        bound.forEach(Runnable::run);
        bound.clear();
    }
}
