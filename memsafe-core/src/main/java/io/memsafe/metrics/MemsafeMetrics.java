package io.memsafe.metrics;

import static io.memsafe.metrics.BoundMeters.RATIO;
import static io.memsafe.metrics.BoundMeters.SECONDS;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.Registration;
import io.memsafe.TimeToExhaustion;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Shows what a governor knows as meters of Micrometer.
 *
 * <pre>{@code
 * MemsafeMetrics metrics = new MemsafeMetrics(governor);
 * metrics.bindTo(registry);
 * }</pre>
 *
 * <p>Registries hold the governor weakly: a closed one is not kept by its meters, which then read NaN. Until then, or
 * until {@link #close()}, they show its last assessment. Areas and signals that turn up later get their meters when
 * {@code memsafe.level} is next read; one that is gone reads NaN.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
@SuppressWarnings("exports") // a program that uses it requires Micrometer itself, and the others must not have to
public final class MemsafeMetrics implements MeterBinder, AutoCloseable {
    private static final String RATE = "bytes_per_second";

    private final MemoryGovernor governor;
    private final Tags tags;
    private final List<Registration> bound = new CopyOnWriteArrayList<>();

    /**
     * Meters without further tags.
     *
     * @param governor stays the caller's to close
     */
    public MemsafeMetrics(MemoryGovernor governor) {
        this(governor, Tags.empty());
    }

    /**
     * Meters with further tags.
     *
     * @param governor stays the caller's to close
     * @param tags added to every meter; must tell several governors of one registry apart
     */
    public MemsafeMetrics(MemoryGovernor governor, Iterable<Tag> tags) {
        this.governor = Objects.requireNonNull(governor, "governor");
        this.tags = Tags.of(tags);
    }

    /**
     * Adds the meters to a registry.
     *
     * @param registry may be one of several
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        BoundMeters meters = new BoundMeters(registry, tags);
        level(meters);
        exhaustion(meters, "earliest", TimeToExhaustion::earliest);
        exhaustion(meters, "latest", TimeToExhaustion::latest);
        heap(meters);
        health(meters);
        meters.countChanges();
        meters.lookForNewOnes(governor);
        Registration changes = governor.onLevelChange("metrics", meters::changed);
        bound.add(() -> {
            changes.close();
            meters.close();
        });
    }

    private void level(BoundMeters meters) {
        gauge(meters, "memsafe.level", null, "0 normal, 1 warning, 2 critical, 3 emergency", asked -> {
            meters.lookForNewOnes(asked);
            return number(asked.level());
        });
        for (PressureLevel level : PressureLevel.values()) {
            meters.gauge(
                    "memsafe.level.active",
                    null,
                    "1 for the level that holds, 0 for the others",
                    Tags.of("level", BoundMeters.word(level)),
                    governor,
                    asked -> asked.level() == level ? 1 : 0);
        }
    }

    private static int number(PressureLevel level) {
        return switch (level) {
            case NORMAL -> 0;
            case WARNING -> 1;
            case CRITICAL -> 2;
            case EMERGENCY -> 3;
        };
    }

    private void exhaustion(BoundMeters meters, String bound, Function<TimeToExhaustion, Duration> of) {
        gauge(
                meters,
                "memsafe.exhaustion." + bound,
                SECONDS,
                "Time until the first area is full if it goes on growing; +Inf if none grows",
                asked -> BoundMeters.seconds(of.apply(asked.assessment().timeToExhaustion())));
    }

    private void heap(BoundMeters meters) {
        bytes(meters, "memsafe.heap.live", "Best estimate of the live set", HeapAssessment::liveBytes);
        bytes(meters, "memsafe.heap.live.low", "The live set is at least this", HeapAssessment::liveLowBytes);
        bytes(meters, "memsafe.heap.live.high", "The live set is at most this", HeapAssessment::liveHighBytes);
        bytes(meters, "memsafe.heap.used", "Heap in use, garbage included", HeapAssessment::usedBytes);
        bytes(meters, "memsafe.heap.capacity", "What the live set can reach", HeapAssessment::capacityBytes);
        bytes(meters, "memsafe.heap.headroom", "What can still be kept alive", HeapAssessment::headroomBytes);
        heap(meters, "memsafe.heap.pressure", RATIO, "Live set / capacity", HeapAssessment::pressureRatio);
        heap(meters, "memsafe.heap.growth", RATE, "Growth of the live set", HeapAssessment::growthBytesPerSecond);
        heap(meters, "memsafe.heap.allocation", RATE, "Allocation, lately", heap -> {
            long rate = heap.allocationBytesPerSecond();
            return rate < 0 ? Double.NaN : rate;
        });
        heap(
                meters,
                "memsafe.heap.live.age",
                SECONDS,
                "How old what the estimate rests on is",
                heap -> BoundMeters.seconds(heap.liveAge()));
        heap(
                meters,
                "memsafe.heap.live.verified",
                null,
                "1 if a collection of the whole heap stands behind it",
                heap -> heap.verified() ? 1 : 0);
        heap(meters, "memsafe.collection", RATIO, "Share of the last second", HeapAssessment::collectionRatio);
        heap(meters, "memsafe.collection.distress", null, "In the last second", HeapAssessment::distress);
    }

    private void health(BoundMeters meters) {
        gauge(
                meters,
                "memsafe.governor.uptime",
                SECONDS,
                "Time from the governor's start to its newest assessment; stands still if the governor does",
                asked -> BoundMeters.seconds(asked.assessment().uptime()));
        meters.count("memsafe.governor.failures", "Readings that the governor had to give up", governor, asked ->
                (double) asked.failedReadings());
    }

    private void bytes(BoundMeters meters, String name, String description, ToDoubleFunction<HeapAssessment> value) {
        heap(meters, name, BaseUnits.BYTES, description, value);
    }

    private void heap(
            BoundMeters meters,
            String name,
            @Nullable String unit,
            String description,
            ToDoubleFunction<HeapAssessment> value) {
        gauge(
                meters,
                name,
                unit,
                description,
                asked -> value.applyAsDouble(asked.assessment().heap()));
    }

    private void gauge(
            BoundMeters meters,
            String name,
            @Nullable String unit,
            String description,
            ToDoubleFunction<MemoryGovernor> value) {
        meters.gauge(name, unit, description, Tags.empty(), governor, value);
    }

    /** Removes the meters from all registries, and no longer counts changes. */
    @Override
    public void close() {
        bound.forEach(Registration::close);
        bound.clear();
    }
}
