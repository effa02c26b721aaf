package io.memsafe.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.doctor.audit.Audit;
import io.memsafe.doctor.audit.Finding;
import io.memsafe.doctor.audit.MachineReader;
import io.memsafe.doctor.audit.Profile;
import io.memsafe.doctor.audit.Rule;
import io.memsafe.doctor.audit.Rules;
import io.memsafe.doctor.audit.Severity;
import io.memsafe.fork.GuideSnippets;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the guide shows of an audit is what is printed. */
class AuditGuideTest {
    private static final Path GUIDE = Path.of("../docs/guide/doctor-audit.md");
    private static final String BUNDLE = "src/test/resources/io/memsafe/doctor/audit/bundle";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--flags|-Xms410m -Xmx820m -XX:+UseG1GC|--container|1000m|--min-severity|warning",
                "--root|" + BUNDLE + "|--min-severity|warning"
            })
    void theOutputInTheGuideMustBeReal(String options) throws IOException {
        StringWriter out = new StringWriter();
        CommandLine commands = MemsafeDoctor.commandLine();
        commands.setOut(new PrintWriter(out, true));
        assertThat(commands.execute(("audit|" + options).split("\\|", -1))).isEqualTo(1);
        assertThat(Files.readString(GUIDE)).contains(out.toString());
    }

    @Test
    void eachRuleMustStandInTheTable() throws IOException {
        List<String> rows = Rules.all().stream().map(AuditGuideTest::row).toList();
        assertThat(Files.readString(GUIDE)).contains(String.join("\n", rows));
    }

    private static String row(Rule rule) {
        return "| `" + rule.id() + "` | " + rule.looksAt() + " | " + (rule.byProfile() ? "yes" : "") + " | [doc]("
                + rule.source() + ") |";
    }

    @Test
    void theSnippetMustCompileAndRun() throws IOException {
        // begin audit
        Audit audit = Audit.of(new MachineReader(Path.of("/")).read(), Profile.DATABASE);
        List<String> fixes = audit.findings().stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .map(Finding::fix)
                .toList();
        // end audit
        assertThat(fixes).doesNotContain("");
        new GuideSnippets("doctor-audit.md", AuditGuideTest.class).assertStandsInPage("audit");
    }
}
