package io.memsafe.metrics;

import io.memsafe.mapped.MappedTable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;

/**
 * Shows what a mapped table has, as meters of Micrometer, with the tag {@code table}: {@code memsafe.table.mapped} in bytes, 0 once
 * it is closed, and {@code memsafe.table.entries}.
 *
 * <pre>{@code
 * TableMetrics.of("countries", countries).bindTo(registry);
 * }</pre>
 *
 * <p>Registries hold the table weakly. Thread-safety: all methods may be called from any thread.
 */
@SuppressWarnings("exports") // a program that uses it requires Micrometer itself, and the others must not have to
public final class TableMetrics implements MeterBinder {
    private final Tags tags;
    private final MappedTable table;

    private TableMetrics(String name, MappedTable table) {
        this.tags = Tags.of("table", Objects.requireNonNull(name, "name"));
        this.table = Objects.requireNonNull(table, "table");
    }

    /**
     * Meters of a table.
     *
     * @param name value of the tag
     * @param table stays the caller's to close
     * @return to be bound
     */
    public static TableMetrics of(String name, MappedTable table) {
        return new TableMetrics(name, table);
    }

    /**
     * Adds the meters to a registry.
     *
     * @param registry may be one of several
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("memsafe.table.mapped", table, MappedTable::mappedBytes)
                .tags(tags)
                .baseUnit(BaseUnits.BYTES)
                .description("What is mapped of its file; raises no level")
                .register(registry);
        Gauge.builder("memsafe.table.entries", table, MappedTable::size)
                .tags(tags)
                .description("Keys there are")
                .register(registry);
    }
}
