package io.memsafe.metrics;

import io.memsafe.LevelChange;
import io.memsafe.Measure;
import io.memsafe.MemoryArea;
import io.memsafe.MemoryAssessment;
import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.SignalStatus;
import io.memsafe.TimeToExhaustion;
import io.memsafe.Unit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of one governor in one registry.
 *
 * <p>Registries reach this object through the functions of its meters. So it must not lead to the governor, which they
 * hold weakly: a closed governor would never be collected.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class BoundMeters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemsafeMetrics.class);
    static final String RATIO = "ratio";
    static final String SECONDS = "seconds";
    private static final double NANOS = 1e9;

    private final MeterRegistry registry;
    private final Tags tags;
    private final Set<Meter> meters = ConcurrentHashMap.newKeySet();
    private final Set<String> areas = ConcurrentHashMap.newKeySet();
    private final Set<String> measures = ConcurrentHashMap.newKeySet();
    private final Set<String> signals = ConcurrentHashMap.newKeySet();
    private final Map<PressureLevel, Map<PressureLevel, Counter>> changes = new EnumMap<>(PressureLevel.class);
    private boolean closed;

    BoundMeters(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    void gauge(
            String name,
            @Nullable String unit,
            String description,
            Tags more,
            MemoryGovernor governor,
            ToDoubleFunction<MemoryGovernor> value) {
        meters.add(Gauge.builder(name, governor, value)
                .baseUnit(unit)
                .description(description)
                .tags(tags.and(more))
                .register(registry));
    }

    void count(String name, String description, MemoryGovernor governor, ToDoubleFunction<MemoryGovernor> value) {
        meters.add(FunctionCounter.builder(name, governor, value)
                .description(description)
                .tags(tags)
                .register(registry));
    }

    /** Counters of all changes there can be, so that the first one of each is seen as an increase from 0. */
    void countChanges() {
        for (PressureLevel from : PressureLevel.values()) {
            Map<PressureLevel, Counter> counters = new EnumMap<>(PressureLevel.class);
            for (PressureLevel to : PressureLevel.values()) {
                if (from != to) {
                    Counter counter = Counter.builder("memsafe.level.changes")
                            .description("Changes of the level")
                            .tags(tags.and("from", word(from), "to", word(to)))
                            .register(registry);
                    counters.put(to, counter);
                    meters.add(counter);
                }
            }
            changes.put(from, counters);
        }
    }

    static String word(PressureLevel level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    void changed(LevelChange change) {
        Map<PressureLevel, Counter> from = changes.get(change.from());
        Counter counter = from == null ? null : from.get(change.to());
        if (counter != null) {
            counter.increment();
        }
    }

    /** Adds the meters of areas, measures and signals that have none yet; costs next to nothing where all have. */
    void lookForNewOnes(MemoryGovernor governor) {
        MemoryAssessment now = governor.assessment();
        for (MemoryArea area : now.areas()) {
            if (!areas.contains(area.name())) {
                add(areas, area.name(), () -> add(area, governor));
            }
        }
        for (Measure measure : now.measures()) {
            if (!measures.contains(measure.name())) {
                add(measures, measure.name(), () -> add(measure, governor));
            }
        }
        for (SignalStatus signal : now.signals()) {
            if (!signals.contains(signal.name())) {
                add(signals, signal.name(), () -> add(signal, governor));
            }
        }
    }

    private synchronized void add(Set<String> known, String name, Runnable meter) {
        if (!closed && known.add(name)) {
            try {
                meter.run();
            } catch (RuntimeException e) {
                LOG.warn("the meters of {} cannot be added and are left out", name, e);
            }
        }
    }

    private void add(MemoryArea area, MemoryGovernor governor) {
        String name = area.name();
        Tags tag = Tags.of("area", name);
        ToDoubleFunction<MemoryArea> end =
                found -> seconds(found.timeToExhaustion().earliest());
        gauge(
                "memsafe.area.used",
                unit(area.unit()),
                "What cannot be taken back",
                tag,
                governor,
                inArea(name, MemoryArea::used));
        gauge(
                "memsafe.area.limit",
                unit(area.unit()),
                "What can really be filled",
                tag,
                governor,
                inArea(name, MemoryArea::limit));
        gauge(
                "memsafe.area.filling",
                RATIO,
                "Used as a share of the limit",
                tag,
                governor,
                inArea(name, MemoryArea::ratio));
        gauge(
                "memsafe.area.exhaustion",
                SECONDS,
                "Earliest time until it is full; +Inf if it does not grow",
                tag,
                governor,
                inArea(name, end));
    }

    private static ToDoubleFunction<MemoryGovernor> inArea(String name, ToDoubleFunction<MemoryArea> value) {
        return governor ->
                value(governor.assessment().areas(), area -> area.name().equals(name), value);
    }

    private void add(Measure measure, MemoryGovernor governor) {
        String name = measure.name();
        gauge(
                "memsafe.measure",
                unit(measure.unit()),
                "A figure that explains without raising a level",
                Tags.of("measure", name),
                governor,
                asked -> value(
                        asked.assessment().measures(), found -> found.name().equals(name), Measure::value));
    }

    private void add(SignalStatus signal, MemoryGovernor governor) {
        String name = signal.name();
        Tags tag = Tags.of("signal", name);
        gauge(
                "memsafe.signal.age",
                SECONDS,
                "Time since its last reading",
                tag,
                governor,
                ofSignal(name, found -> found.age().toNanos() / NANOS));
        gauge(
                "memsafe.signal.stale",
                null,
                "1 if its reading is older than it should be, else 0",
                tag,
                governor,
                ofSignal(name, found -> found.stale() ? 1 : 0));
    }

    private static ToDoubleFunction<MemoryGovernor> ofSignal(String name, ToDoubleFunction<SignalStatus> value) {
        return governor -> value(
                governor.assessment().signals(),
                signal -> signal.absence() == null && signal.name().equals(name),
                value);
    }

    private static <T> double value(List<T> all, Predicate<T> wanted, ToDoubleFunction<T> value) {
        for (T one : all) {
            if (wanted.test(one)) {
                return value.applyAsDouble(one);
            }
        }
        return Double.NaN;
    }

    private static @Nullable String unit(Unit unit) {
        return switch (unit) {
            case BYTES -> BaseUnits.BYTES;
            case COUNT -> null;
            case RATIO -> RATIO;
        };
    }

    /** Seconds; infinite for what never comes. */
    static double seconds(Duration time) {
        return time.compareTo(TimeToExhaustion.NEVER.earliest()) >= 0
                ? Double.POSITIVE_INFINITY
                : time.toNanos() / NANOS;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        meters.forEach(registry::remove);
        meters.clear();
    }
}
