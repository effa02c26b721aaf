package io.memsafe.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

class SnapshotFolderTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    @TempDir
    private Path folder;

    private record Figure(String name, double value) {}

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void recordsListsAndMapsAreJsonAndWhatIsNoNumberThereIsText() throws IOException {
        String name = new SnapshotFolder(folder)
                .write(NOON, Map.of("figures", List.of(new Figure("a", 0.5), new Figure("\"b\"", Double.NaN))));
        assertThat(name).isEqualTo("memsafe-20300101T120000.000Z.json");
        assertThat(folder.resolve(name))
                .hasContent(
                        "{\"figures\":[{\"name\":\"a\",\"value\":0.5},{\"name\":\"\\\"b\\\"\",\"value\":\"NaN\"}]}");
    }

    @Test
    void twentyStayAndWhatIsNotOursIsLeftAlone() throws IOException {
        Files.writeString(folder.resolve("memsafe-of-somebody.json"), "{}");
        SnapshotFolder snapshots = new SnapshotFolder(folder);
        for (int i = 0; i < 25; i++) {
            assertThat(snapshots.write(NOON, Map.of()))
                    .as("at the same time, but each another file")
                    .contains("12000");
        }
        assertThat(names())
                .hasSize(21)
                .contains(
                        "memsafe-of-somebody.json",
                        "memsafe-20300101T120000.005Z.json",
                        "memsafe-20300101T120000.024Z.json")
                .doesNotContain("memsafe-20300101T120000.004Z.json");
    }

    @Test
    void aFolderThatCannotBeOneStopsTheStartAndIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        MemsafeAutoConfiguration.class,
                        MemsafeActuatorAutoConfiguration.class,
                        EndpointAutoConfiguration.class,
                        WebEndpointAutoConfiguration.class))
                .withPropertyValues(
                        "management.endpoints.web.exposure.include=memsafe", "memsafe.snapshot.folder=" + file)
                .run(context -> assertThat(context.getStartupFailure())
                        .hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasStackTraceContaining("memsafe.snapshot.folder")
                        .hasStackTraceContaining("it must be a folder"));
    }
}
