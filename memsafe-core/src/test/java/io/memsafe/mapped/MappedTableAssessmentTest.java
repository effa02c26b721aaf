package io.memsafe.mapped;

import static io.memsafe.fork.Patience.await;
import static io.memsafe.mapped.Tables.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.Measure;
import io.memsafe.MemoryGovernor;
import io.memsafe.Unit;
import io.memsafe.internal.OpenTables;
import io.memsafe.metrics.MemsafeMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people are shown of mapped tables. */
class MappedTableAssessmentTest {
    @TempDir
    Path folder;

    private Path write(int valueBytes) throws IOException {
        return Tables.write(folder.resolve("large.table"), 1 << 24, Map.of("a", new byte[valueBytes]));
    }

    private static Optional<Measure> measure(MemoryGovernor governor, String name) {
        return governor.assessment().measures().stream()
                .filter(measure -> measure.name().equals(name))
                .findFirst();
    }

    private static double value(MemoryGovernor governor, String name) {
        return measure(governor, name).map(Measure::value).orElse(Double.NaN);
    }

    @Test
    void theAssessmentMustShowWhatTablesMapWhileTheyAreOpen() throws IOException {
        Path file = write(10_000_000);
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            long openBefore = OpenTables.count();
            MappedTable table = MappedTable.open(file);
            await().until(() -> value(governor, "mapped-tables") >= table.mappedBytes());
            assertThat(measure(governor, "mapped-tables").orElseThrow().unit()).isEqualTo(Unit.BYTES);
            assertThat(value(governor, "mapped-buffers")).isGreaterThanOrEqualTo(table.mappedBytes());
            await().until(() -> value(governor, "mapped-tables-open") == openBefore + 1);
            assertThat(governor.assessment().toString()).contains("mapped-tables");
            assertThat(governor.assessment().areas())
                    .as("raises no level")
                    .noneMatch(area -> area.name().startsWith("mapped"));

            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            try (MemsafeMetrics metrics = new MemsafeMetrics(governor)) {
                metrics.bindTo(registry);
                assertThat(registry.get("memsafe.measure")
                                .tag("measure", "mapped-tables")
                                .gauge()
                                .value())
                        .isGreaterThanOrEqualTo(table.mappedBytes());
            }
            table.close();
            await().until(() -> value(governor, "mapped-tables-open") == openBefore);
        }
    }

    @Test
    void aTableThatWasForgottenMustLeaveTheSum() throws IOException {
        long before = OpenTables.bytes();
        WeakReference<MappedTable> forgotten = new WeakReference<>(MappedTable.open(write(1_000_000)));
        assertThat(OpenTables.bytes() - before).isGreaterThan(1_000_000);
        await().until(() -> {
            System.gc();
            return forgotten.get() == null;
        });
        assertThat(OpenTables.bytes()).isLessThan(before + 1_000_000);
    }

    @Test
    void aTableThatIsClosedMustLeaveTheSum() throws IOException {
        Path file = Tables.write(folder.resolve("small.table"), Tables.WINDOW, Map.of("a", bytes("1")));
        int before = OpenTables.count();
        MappedTable table = MappedTable.open(file);
        assertThat(OpenTables.count()).isEqualTo(before + 1);
        table.close();
        assertThat(OpenTables.count()).isEqualTo(before);
    }
}
