package io.memsafe.benchmarks.stand;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ResultsTest {

    @TempDir
    Path folder;

    @Test
    void everyRunMustBeInTheJsonAndNoisyOnesCountedInTheMarkdown() throws Exception {
        Results results = new Results("lab", "What is it?", true, folder);
        results.add(run("a", 0.1, false));
        results.add(run("b", 0.5, true));
        results.add(Figure.none("lab.quick.lost", 0));
        results.finish();

        JsonNode json = JsonMapper.shared().readTree(folder.resolve("lab-quick.json"));
        assertThat(json.get("runs").size()).isEqualTo(2);
        assertThat(json.get("runs").get(1).get("values").get("seconds").doubleValue())
                .isEqualTo(1.5);
        assertThat(json.get("figures").get(0).get("ok").booleanValue()).isTrue();
        assertThat(folder.resolve("lab-quick.md")).content().contains("1 of 2 runs were noisy", "lab.quick.lost");
    }

    @Test
    void anUnfinishedLabMustKeepItsRunsAndLeaveOldResultsAlone() throws Exception {
        Files.writeString(folder.resolve("lab.json"), "old");
        new Results("lab", "What is it?", false, folder).add(run("a", 0.1, false));
        assertThat(folder.resolve("lab.json")).hasContent("old");
        assertThat(folder.resolve("lab.json.part")).content().contains("\"contestant\" : \"a\"");
    }

    private static Run run(String contestant, double foreign, boolean noisy) {
        return new Run(contestant, 1, "2026-01-01T00:00:00Z", 2.0, foreign, noisy, Map.of("seconds", 1.5));
    }
}
