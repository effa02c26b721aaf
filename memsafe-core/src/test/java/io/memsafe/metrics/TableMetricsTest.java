package io.memsafe.metrics;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.mapped.MappedTable;
import io.memsafe.mapped.MappedTableWriter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    Path folder;

    private Path file() throws IOException {
        Path file = folder.resolve("countries.table");
        try (MappedTableWriter writer = MappedTableWriter.create(file)) {
            writer.put("DE", new byte[10]);
            writer.put("FR", new byte[20]);
            writer.finish();
        }
        return file;
    }

    private double gauge(String name) {
        return registry.get(name).tag("table", "countries").gauge().value();
    }

    @Test
    void aTableMustShowItsBytesAndEntriesUntilItIsClosed() throws IOException {
        Path file = file();
        try (MappedTable table = MappedTable.open(file)) {
            TableMetrics.of("countries", table).bindTo(registry);
            assertThat(gauge("memsafe.table.mapped")).isEqualTo(Files.size(file));
            assertThat(gauge("memsafe.table.entries")).isEqualTo(2);
            table.close();
            assertThat(gauge("memsafe.table.mapped")).isZero();
        }
        assertThat(registry.getMeters())
                .hasSize(2)
                .extracting(Meter::getId)
                .allSatisfy(id -> assertThat(id.getDescription()).isNotBlank());
        assertThat(registry.get("memsafe.table.mapped").meter().getId().getBaseUnit())
                .isEqualTo("bytes");
    }

    @Test
    void aRegistryMustNotKeepATable() throws IOException {
        WeakReference<MappedTable> table = bound(file());
        await().until(() -> {
            System.gc();
            return table.get() == null;
        });
        assertThat(registry.getMeters()).isNotEmpty();
    }

    private WeakReference<MappedTable> bound(Path file) throws IOException {
        MappedTable table = MappedTable.open(file);
        TableMetrics.of("countries", table).bindTo(registry);
        return new WeakReference<>(table);
    }
}
