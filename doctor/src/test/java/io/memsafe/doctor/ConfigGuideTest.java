package io.memsafe.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.doctor.config.ConfigFile;
import io.memsafe.doctor.config.ConfigFolder;
import io.memsafe.doctor.config.Machine;
import io.memsafe.doctor.config.MachineReader;
import io.memsafe.doctor.config.MemoryPlan;
import io.memsafe.doctor.config.PlanFiles;
import io.memsafe.doctor.config.PlanText;
import io.memsafe.doctor.config.SpecException;
import io.memsafe.fork.GuideSnippets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guide of {@code config} shows is what is printed and written. */
class ConfigGuideTest {
    @TempDir
    Path folder;

    private static String guide() throws IOException {
        return Files.readString(Path.of("../docs/guide/doctor-config.md"));
    }

    private static InputStream description() throws IOException {
        String guide = guide();
        int from = guide.indexOf("```yaml\n") + 8;
        return new ByteArrayInputStream(
                guide.substring(from, guide.indexOf("```", from)).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theOutputInTheGuideMustBeReal() throws IOException, SpecException {
        MemoryPlan plan = MemoryPlan.of(MachineReader.read("shop.yaml", description()));
        List<ConfigFile> files = PlanFiles.of(plan);
        assertThat(guide()).contains(PlanText.of(plan));
        files.forEach(file -> assertThat(file.path())
                .satisfies(path -> assertThat(guideUnchecked()).contains("\n  " + path + "\n")));
        ConfigFile php = files.stream()
                .filter(file -> file.path().endsWith("zz-memsafe.conf"))
                .findFirst()
                .orElseThrow();
        assertThat(guide())
                .contains(String.join("\n", php.text().lines().limit(20).toList()));
    }

    private static String guideUnchecked() {
        try {
            return guide();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theSnippetMustCompileAndRun() throws IOException, SpecException {
        InputStream in = description();
        // begin config
        Machine machine = MachineReader.read("shop.yaml", in);
        MemoryPlan plan = MemoryPlan.of(machine);
        if (plan.fits()) {
            new ConfigFolder(folder).write(PlanFiles.of(plan));
        }
        // end config
        assertThat(folder.resolve("PLAN.txt")).isRegularFile();
        new GuideSnippets("doctor-config.md", ConfigGuideTest.class).assertStandsInPage("config");
    }
}
