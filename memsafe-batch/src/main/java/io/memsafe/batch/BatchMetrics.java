package io.memsafe.batch;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Shows the progress of a job as meters of Micrometer, with the job's name as tag {@code job}.
 *
 * <pre>{@code
 * BatchMetrics metrics = new BatchMetrics(registry);
 * job.progress(Duration.ofSeconds(5), metrics);
 * }</pre>
 *
 * <p>{@code memsafe.batch.items} counts by outcome (read, written, filtered, quarantined), {@code
 * memsafe.batch.errors.contained} counts OutOfMemoryErrors, {@code memsafe.batch.chunk} is the chunk size in items,
 * and {@code memsafe.batch.waiting} is 1 while a worker waits for memory. They are as old as the job's last report of
 * its progress. After the end of the job they stay as they are until {@link #close()}.
 *
 * <p>Thread-safety: meters may be read from any thread; the job calls {@link #accept} on one.
 */
@SuppressWarnings("exports") // a program that uses it requires Micrometer itself, and the others must not have to
public final class BatchMetrics implements Consumer<BatchProgress>, AutoCloseable {
    private final MeterRegistry registry;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();
    private volatile @Nullable BatchProgress last;

    /**
     * Meters without further tags.
     *
     * @param registry gets the meters at the first report of a progress
     */
    public BatchMetrics(MeterRegistry registry) {
        this(registry, Tags.empty());
    }

    /**
     * Meters with further tags.
     *
     * @param registry gets the meters at the first report of a progress
     * @param tags added to every meter
     */
    public BatchMetrics(MeterRegistry registry, Iterable<Tag> tags) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.tags = Tags.of(tags);
    }

    @Override
    public void accept(BatchProgress progress) {
        boolean first = last == null;
        last = progress;
        if (first) {
            bind(tags.and("job", progress.job()));
        }
    }

    private void bind(Tags all) {
        count("memsafe.batch.items", "items by outcome", all.and("outcome", "read"), BatchProgress::read);
        count("memsafe.batch.items", "items by outcome", all.and("outcome", "written"), BatchProgress::written);
        count("memsafe.batch.items", "items by outcome", all.and("outcome", "filtered"), BatchProgress::filtered);
        count("memsafe.batch.items", "items by outcome", all.and("outcome", "quarantined"), BatchProgress::quarantined);
        count(
                "memsafe.batch.errors.contained",
                "OutOfMemoryErrors that the job has survived",
                all,
                BatchProgress::containedErrors);
        gauge("memsafe.batch.chunk", "chunk size in force, in items", all, BatchProgress::chunkSize);
        gauge("memsafe.batch.waiting", "1 while a worker waits for memory", all, now -> now.waiting() == null ? 0 : 1);
    }

    private void count(String name, String description, Tags all, ToDoubleFunction<BatchProgress> value) {
        meters.add(FunctionCounter.builder(name, this, self -> self.value(value))
                .description(description)
                .tags(all)
                .register(registry));
    }

    private void gauge(String name, String description, Tags all, ToDoubleFunction<BatchProgress> value) {
        meters.add(Gauge.builder(name, this, self -> self.value(value))
                .description(description)
                .tags(all)
                .register(registry));
    }

    private double value(ToDoubleFunction<BatchProgress> value) {
        BatchProgress now = last;
        return now == null ? 0 : value.applyAsDouble(now);
    }

    /** Removes the meters. */
    @Override
    public void close() {
        meters.forEach(registry::remove);
        meters.clear();
    }
}
