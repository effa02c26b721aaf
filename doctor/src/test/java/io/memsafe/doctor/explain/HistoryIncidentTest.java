package io.memsafe.doctor.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Histories that real governors wrote. */
@Execution(ExecutionMode.CONCURRENT)
class HistoryIncidentTest {
    @TempDir
    Path folder;

    private Path history;

    @BeforeEach
    void choose() {
        history = folder.resolve("memory.history");
    }

    private String run(String what) {
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .collector(Collector.SERIAL)
                .heap("64m")
                .ownClassPath()
                .main(HistoryChild.class.getName(), history.toString(), what)
                .timeout(Duration.ofMinutes(1))
                .run();
        return String.join("\n", result.lines());
    }

    private Explanation explain() throws IOException {
        Explainer explainer = new Explainer();
        explainer.read(history);
        return explainer.explanation();
    }

    @Test
    void aHeapThatWasNearlyFullMustBeAnIncidentAlsoAfterARestart() throws IOException {
        assertThat(run("fill")).contains("critical");
        assertThat(explain().verdict()).isNotNull().satisfies(incident -> {
            assertThat(incident.kind()).isEqualTo(IncidentKind.MEMSAFE_PRESSURE);
            assertThat(incident.victim()).startsWith("JVM with Serial");
            assertThat(incident.cause()).contains("was reached", "The JVM was started at ");
            assertThat(incident.evidence().get(0).text())
                    .containsAnyOf("CRITICAL", "EMERGENCY")
                    .contains("live of");
        });
        assertThat(run("calm")).contains("calm");
        assertThat(explain().verdict())
                .isNotNull()
                .satisfies(incident -> assertThat(incident.cause()).contains("the one before it ended at level "));
    }

    @Test
    void aCalmOneMustBeANote() throws IOException {
        assertThat(run("calm")).contains("calm");
        Explanation explanation = explain();
        assertThat(explanation.incidents()).isEmpty();
        assertThat(explanation.inputs()).containsExactly(history.toString());
        assertThat(explanation.notes())
                .singleElement()
                .asString()
                .startsWith(history + " is a history of memsafe, from ")
                .contains("CRITICAL was not reached");
    }

    @Test
    void oneOfANewerSchemaMustSaySo() throws IOException {
        byte[] page = new byte[4096];
        System.arraycopy("memsafeH".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, page, 0, 8);
        page[11] = 99;
        Files.write(history, page);
        assertThatThrownBy(this::explain).isInstanceOf(IOException.class).hasMessageContaining("schema 99");
    }

    @Test
    void oneThatIsCutMustNotFail() throws IOException {
        assertThat(run("calm")).contains("calm");
        byte[] whole = Files.readAllBytes(history);
        for (int length : new int[] {8, 100, 4_096, 5_000, 500_000}) {
            Files.write(history, java.util.Arrays.copyOf(whole, length));
            try {
                assertThat(explain().notes()).hasSize(1);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining(history.toString());
            }
        }
    }
}
