package io.memsafe.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.memsafe.examples.orders.Order.Position;
import io.memsafe.fork.GuideSnippets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderFileTest {
    @TempDir
    private Path folder;

    @Test
    void theSameCountGivesTheSameFile() throws IOException {
        OrderFile.generate(folder.resolve("one"), 100);
        OrderFile.generate(folder.resolve("other"), 100);
        assertThat(folder.resolve("one")).hasSameBinaryContentAs(folder.resolve("other"));
        List<String> lines = Files.readAllLines(folder.resolve("one"));
        assertThat(lines).hasSize(100);
        Order order = OrderLine.parse(lines.get(10));
        assertThat(order.number()).isEqualTo(10);
        assertThat(order.positions()).hasSize(OrderFile.positions(10)).hasSizeGreaterThanOrEqualTo(2_000);
    }

    @Test
    void aLineIsAnOrder() {
        Order order = OrderLine.parse(OrderLine.of(7, "anna", "A-1 2 350\nA-2 1 99\n"));
        assertThat(order)
                .isEqualTo(new Order(7, "anna", List.of(new Position("A-1", 2, 350), new Position("A-2", 1, 99))));
        assertThat(order.cents()).isEqualTo(799);
    }

    @ParameterizedTest
    @CsvSource({
        "7;anna, '3 parts are wanted, but there are 2'",
        "seven;anna;eJwDAAAAAAE=, order seven cannot be read: For input string",
        "7;anna;?, order 7 cannot be read: Input byte[] should",
        "7;anna;AAAA, order 7 cannot be read: unknown compression method"
    })
    void aLineThatIsNoneIsNamed(String line, String message) {
        assertThatExceptionOfType(MalformedOrderException.class)
                .isThrownBy(() -> OrderLine.parse(line))
                .withMessageStartingWith(message);
    }

    @Test
    void aPositionThatIsCutOffIsNamed() {
        String line = OrderLine.of(7, "anna", "A-1 2 350\nA-2 1");
        assertThatExceptionOfType(MalformedOrderException.class)
                .isThrownBy(() -> OrderLine.parse(line))
                .withMessage("order 7 cannot be read: position 2 is cut off");
    }

    @Test
    void theGuideShowsThisJob() throws IOException {
        new GuideSnippets(
                        Path.of("../../docs/guide/spring-batch.md"),
                        Path.of("src/main/java/io/memsafe/examples/orders/OrdersJob.java"))
                .assertStandsInPage("orders");
    }
}
