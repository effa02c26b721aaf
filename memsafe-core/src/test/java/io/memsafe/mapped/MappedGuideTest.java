package io.memsafe.mapped;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.GuideSnippets;
import io.memsafe.metrics.TableMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in the guide compile, run, and stand there as they stand here. */
class MappedGuideTest {
    private record Product(String code, int price) {
        byte[] toBytes() {
            return ByteBuffer.allocate(Integer.BYTES).putInt(price).array();
        }
    }

    @Test
    void theProgramsOfTheGuideRun(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("products.table");
        List<Product> products = List.of(new Product("4711", 350), new Product("4712", 420));
        // begin write
        try (MappedTableWriter writer = MappedTableWriter.create(file)) {
            for (Product product : products) {
                writer.put(product.code(), product.toBytes());
            }
            writer.finish();
        }
        // end write
        // begin read
        try (MappedTable table = MappedTable.open(file)) {
            byte[] product = table.get("4711"); // null if there is none
            Integer price = table.find("4711", value -> value.getInt(0)); // without an array for the value
            System.out.println(table.size() + " products, " + table.mappedBytes() + " bytes mapped");
        }
        // end read
        MeterRegistry registry = new SimpleMeterRegistry();
        try (MappedTable table = MappedTable.open(file)) {
            // begin meters
            TableMetrics.of("products", table).bindTo(registry);
            // end meters
            assertThat(table.get("4711")).isEqualTo(products.get(0).toBytes());
            assertThat(table.<Integer>find("4712", value -> value.getInt(0))).isEqualTo(420);
        }
        assertThat(registry.getMeters()).hasSize(2);
        GuideSnippets page = new GuideSnippets("mapped.md", MappedGuideTest.class);
        page.assertStandsInPage("write");
        page.assertStandsInPage("read");
        page.assertStandsInPage("meters");
    }
}
