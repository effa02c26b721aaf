package io.memsafe.benchmarks.stand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        Results results = new Results("lab", List.of(), "What is it?", true, folder);
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
        new Results("lab", List.of(), "What is it?", false, folder).add(run("a", 0.1, false));
        assertThat(folder.resolve("lab.json")).hasContent("old");
        assertThat(folder.resolve("lab.json.part")).content().contains("\"contestant\" : \"a\"");
    }

    /** A file that is written over in place is empty for a moment, and whoever is killed then loses all. */
    @Test
    void whoReadsWhileRunsAreWrittenMustAlwaysFindThemWhole() throws Exception {
        Results results = new Results("lab", List.of(), "What is it?", false, folder);
        results.add(run("a", 0.1, false));
        Path part = folder.resolve("lab.json.part");
        try (FileChannel before = FileChannel.open(part)) {
            long size = before.size();
            results.add(run("b", 0.1, false));
            assertThat(before.size()).as("the old one is left as it was").isEqualTo(size);
        }
        assertThat(folder).isDirectoryContaining(part::equals);
        assertThat(part).content().contains("\"contestant\" : \"b\"");
    }

    @Test
    void aPartMustHaveFilesOfItsOwnItsPicturesIncluded() {
        Results part = new Results("lab", List.of("cost"), "What is it?", false, folder);
        part.picture("churn", "a churn", "<svg/>");
        assertThat(part.finish())
                .containsExactly(
                        folder.resolve("lab-cost.json"),
                        folder.resolve("lab-cost.md"),
                        folder.resolve("lab-cost-churn.svg"));
        assertThat(folder.resolve("lab-cost.md")).content().contains("](lab-cost-churn.svg)");
        assertThat(new Results("lab", List.of("cost"), "What is it?", true, folder).finish())
                .contains(folder.resolve("lab-cost-quick.json"));
    }

    @Test
    void aResumedLabMustFindItsRunsAndSayOfWhichVersionsTheyAre() throws Exception {
        new Results("lab", List.of(), "What is it?", false, folder).add(run("a", 0.1, false));
        Results resumed = new Results("lab", List.of(), "What is it?", false, folder);
        resumed.fact(Facts.VERSION, "2.0");
        EarlierRuns earlier = resumed.earlier();
        assertThat(earlier.find("b", 1)).isEmpty();
        assertThat(earlier.find("a", 2)).isEmpty();
        assertThat(earlier.find("a", 1)).contains(run("a", 0.1, false));
        resumed.add(run("a", 0.1, false));
        resumed.add(new Run("b", 1, resumed.version(), "2026-01-02T00:00:00Z", 2.0, null, false, Map.of()));
        resumed.finish();
        assertThat(folder.resolve("lab.md")).content().contains("1 of 1.0; 1 of 2.0.");
        assertThat(resumed.earlier().all()).as("of a finished one").hasSize(2);
        earlier.forget("a", 1);
        assertThat(earlier.find("a", 1)).isEmpty();
    }

    @Test
    void runsThatAreNotAskedForMustStayForTheNextOne() throws Exception {
        Results whole = new Results("lab", List.of(), "What is it?", false, folder);
        whole.add(run("a", 0.1, false));
        whole.add(run("b", 0.1, false));
        whole.finish();
        Results part = new Results("lab", List.of(), "What is it?", false, folder);
        part.earlier();
        part.add(run("a", 0.9, true));
        part.finish();
        assertThat(folder.resolve("lab.md")).content().contains("1 of 1 runs were noisy");
        EarlierRuns left = new Results("lab", List.of(), "What is it?", false, folder).earlier();
        assertThat(left.find("a", 1)).contains(run("a", 0.9, true));
        assertThat(left.find("b", 1)).contains(run("b", 0.1, false));
        assertThat(left.all()).hasSize(2);
    }

    @Test
    void whatIsNoFileOfResultsMustBeNamed() throws Exception {
        Files.writeString(folder.resolve("lab.json"), "old");
        Results resumed = new Results("lab", List.of(), "What is it?", false, folder);
        assertThatThrownBy(resumed::earlier)
                .isInstanceOf(CannotMeasureException.class)
                .hasMessageContaining("lab.json")
                .hasMessageContaining("leave --resume away");
    }

    private static Run run(String contestant, double foreign, boolean noisy) {
        return new Run(contestant, 1, "1.0", "2026-01-01T00:00:00Z", 2.0, foreign, noisy, Map.of("seconds", 1.5));
    }
}
