package io.memsafe.benchmarks.stand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.benchmarks.stand.CommittedRuns.Measurement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommittedRunsTest {

    @TempDir
    Path root;

    @BeforeEach
    void repository() throws Exception {
        Files.createDirectories(root.resolve("benchmarks/results"));
        git("init", "-q");
    }

    private void git(String... arguments) {
        assertThat(Git.ask(root, arguments)).as(String.join(" ", arguments)).isPresent();
    }

    private void write(List<String> variant, boolean quick, String version, String... contestants) {
        Results results = new Results("lab", variant, "What is it?", quick, root.resolve("benchmarks/results"));
        results.fact(Facts.VERSION, version);
        results.fact(Facts.PROCESSOR, "a processor");
        for (String contestant : contestants) {
            results.add(new Run(contestant, 1, version, "2020-01-01T00:00:00Z", 1.5, 0.1, false, Map.of("ns", 1.5)));
        }
        results.finish();
    }

    private void commit() {
        git("add", ".");
        git("-c", "user.name=test", "-c", "user.email=test@example.org", "commit", "-q", "-m", "results");
    }

    private Optional<Measurement> newestOf(String... contestants) {
        return CommittedRuns.read(root, "lab").newestOf(List.of(contestants));
    }

    @Test
    void runsMustBeFoundOnceTheyAreCommittedAndNoSooner() {
        write(List.of(), false, "1", "a", "b");
        assertThat(newestOf("a", "b")).isEmpty();
        commit();
        Measurement found = newestOf("a", "b").orElseThrow();
        assertThat(found.version()).isEqualTo("1");
        assertThat(found.processor()).isEqualTo("a processor");
        assertThat(found.runs()).extracting(Run::contestant).containsExactly("a", "b");
    }

    @Test
    void whatIsWrittenOverCommittedRunsMustNotCount() {
        write(List.of(), false, "1", "a");
        commit();
        write(List.of(), false, "2", "a");
        assertThat(newestOf("a").orElseThrow().version()).isEqualTo("1");
    }

    @Test
    void allContestantsMustHaveRunInOneMeasurement() {
        write(List.of("one"), false, "1", "a");
        write(List.of("two"), false, "1", "b");
        commit();
        assertThat(newestOf("a")).isPresent();
        assertThat(newestOf("a", "b")).isEmpty();
    }

    @Test
    void quickRunsAndThoseOfOtherLabsMustNotCount() throws Exception {
        write(List.of(), true, "1", "a");
        Files.writeString(root.resolve("benchmarks/results/laboratory.json"), "no results");
        commit();
        assertThat(newestOf("a")).isEmpty();
    }

    @Test
    void aBrokenFileMustBeNamed() throws Exception {
        Files.writeString(root.resolve("benchmarks/results/lab.json"), "{");
        commit();
        assertThatThrownBy(() -> newestOf("a"))
                .isInstanceOf(CannotMeasureException.class)
                .hasMessageContaining("lab.json");
    }

    @Test
    void withoutARepositoryThereIsNothing(@TempDir Path elsewhere) {
        assertThat(CommittedRuns.read(elsewhere, "lab").newestOf(List.of("a"))).isEmpty();
    }
}
