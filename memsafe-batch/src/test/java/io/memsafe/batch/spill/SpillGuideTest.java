package io.memsafe.batch.spill;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import io.memsafe.admission.MemoryBudget;
import io.memsafe.batch.BatchJob;
import io.memsafe.batch.ItemReader;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in the guide compile, run, and stand there as they stand here. */
class SpillGuideTest {
    private static final Path GUIDE = Path.of("../docs/guide/spill.md");
    private static final Path THIS = Path.of("src/test/java/io/memsafe/batch/spill/SpillGuideTest.java");

    @TempDir
    private Path folder;

    private record Order(String customer, long cents) {}

    private static String block(String text, String start, String end) {
        int from = text.indexOf(start);
        assertThat(from).as("%s", start).isNotNegative();
        from += start.length();
        return text.substring(from, text.indexOf(end, from)).stripIndent().strip();
    }

    private static void assertStandsInGuide(String snippet) throws IOException {
        String source = block(Files.readString(THIS), "// begin " + snippet + "\n", "// end " + snippet);
        String guide = block(Files.readString(GUIDE), "<!-- snippet: " + snippet + " -->\n```java\n", "```");
        assertThat(guide).isEqualTo(source);
    }

    @Test
    void theSortOfTheGuideRuns() throws IOException {
        List<String> input = List.of("pear", "apple", "fig");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true);
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            // begin sort
            MemoryBudget budget = governor.budget().child("names").maximum(0.5).create();
            try (SpillableSort<String> names = SpillableSort.of(SpillFormat.strings())
                    .budget(budget)
                    .folder(SpillFolder.in(folder).withMaxBytes(10L << 30))
                    .open(governor)) {
                for (String name : input) {
                    names.add(name);
                }
                for (String name : names) {
                    out.println(name);
                }
            }
            // end sort
        }
        assertThat(printed.toString().lines()).containsExactly("apple", "fig", "pear");
        assertStandsInGuide("sort");
    }

    @Test
    void theGroupOfTheGuideRuns() throws IOException {
        List<Order> orders = List.of(new Order("b", 3), new Order("a", 1), new Order("b", 4));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true);
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            // begin group
            try (SpillableGroup<String, Order, Long> totals = SpillableGroup.by(Order::customer, SpillFormat.strings())
                    .accumulate(() -> 0L, (sum, order) -> sum + order.cents(), Long::sum, SpillFormat.longs())
                    .open(governor)) {
                for (Order order : orders) {
                    totals.add(order);
                }
                for (SpilledGroup<String, Long> total : totals) {
                    out.println(total.key() + " " + total.value());
                }
            }
            // end group
        }
        assertThat(printed.toString().lines()).containsExactly("a 1", "b 7");
        assertStandsInGuide("group");
    }

    @Test
    void theJobsOfTheGuideRun() throws IOException {
        List<Order> input = List.of(new Order("b", 3), new Order("a", 1), new Order("b", 4));
        List<Order> table = new ArrayList<>();
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            // begin batch
            Comparator<Order> order = Comparator.comparing(Order::customer);
            try (SpillableSort<Order> sorted = SpillableSort.by(order, JacksonSpillFormat.cbor(Order.class))
                    .open(governor)) {
                BatchJob.<Order, Order>named("sort")
                        .reader(ItemReader.of(input))
                        .processor(each -> each)
                        .writer(sorted.writer())
                        .workers(1)
                        .run(governor);
                BatchJob.<Order, Order>named("load")
                        .reader(sorted.reader())
                        .processor(each -> each)
                        .writer(rows -> table.addAll(rows))
                        .workers(1)
                        .run(governor);
            }
            // end batch
        }
        assertThat(table).containsExactly(new Order("a", 1), new Order("b", 3), new Order("b", 4));
        assertStandsInGuide("batch");
    }

    // begin format
    static final class OrderFormat implements SpillFormat<Order> {
        @Override
        public void write(Order order, DataOutputStream out) throws IOException {
            out.writeUTF(order.customer());
            out.writeLong(order.cents());
        }

        @Override
        public Order read(DataInputStream in) throws IOException {
            return new Order(in.readUTF(), in.readLong());
        }
    }
    // end format

    @Test
    void theFormatOfTheGuideRuns() throws IOException {
        try (SpillableSort<Order> sort =
                Spills.open(SpillableSort.by(Comparator.comparing(Order::cents), new OrderFormat()), folder)) {
            for (int i = 30_000; i > 0; i--) {
                sort.add(new Order("customer " + i, i));
            }
            assertThat(sort.status().spills()).isPositive();
            assertThat(sort).hasSize(30_000).first().isEqualTo(new Order("customer 1", 1));
        }
        assertStandsInGuide("format");
    }
}
