package io.memsafe.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.doctor.explain.Explainer;
import io.memsafe.doctor.explain.Incident;
import io.memsafe.doctor.explain.IncidentKind;
import io.memsafe.fork.GuideSnippets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the guide shows is what is printed. */
class GuideTest {
    private static final Path GUIDE = Path.of("../docs/guide/doctor.md");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "kernel-cgroup-v2-6.1.log, standard input",
        "gc-rising.log, gc.log",
        "gc-calm.log, gc.log",
        "kubectl-describe.txt, standard input"
    })
    void theOutputInTheGuideMustBeReal(String fixture, String name) throws IOException {
        Explainer explainer = new Explainer();
        try (InputStream in = getClass().getResourceAsStream("explain/" + fixture)) {
            explainer.read(name, in);
        }
        assertThat(Files.readString(GUIDE)).contains(TextReport.of(explainer.explanation()));
    }

    @Test
    void theSnippetMustCompileAndRun() throws IOException {
        Path path = Files.writeString(folder.resolve("app.log"), "java.lang.OutOfMemoryError: Metaspace\n");
        // begin explainer
        Explainer explainer = new Explainer();
        try (InputStream log = Files.newInputStream(path)) {
            explainer.read(path.toString(), log);
        }
        Incident verdict = explainer.explanation().verdict();
        // end explainer
        assertThat(verdict.kind()).isEqualTo(IncidentKind.METASPACE);
        new GuideSnippets("doctor.md", GuideTest.class).assertStandsInPage("explainer");
    }

    @ParameterizedTest
    @EnumSource
    void eachKindMustStandInTheGuide(IncidentKind kind) throws IOException {
        assertThat(Files.readString(GUIDE)).contains("| `" + kind.id() + "` |");
    }
}
