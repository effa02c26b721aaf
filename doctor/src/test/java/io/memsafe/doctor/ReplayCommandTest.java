package io.memsafe.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.doctor.replay.GcLogs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReplayCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... arguments) {
        CommandLine commands = MemsafeDoctor.commandLine();
        commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commands.execute(arguments);
    }

    private String log(String text) throws IOException {
        return Files.writeString(folder.resolve("gc.log"), text).toString();
    }

    @Test
    void aLeakMustEndWithOneAndShowItsLevels() throws IOException {
        assertThat(run("replay", log(GcLogs.leak()))).isEqualTo(1);
        assertThat(out.toString())
                .contains("Serial, heap 128.0 MiB", "CRITICAL", "First above NORMAL ", "Timeline, ", "used > 85 %")
                .contains("NORMAL -> WARNING: live set ", "Note: ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void calmMustEndWithZero() throws IOException {
        assertThat(run("replay", "--heap", "128m", log(GcLogs.sawTooth(50)))).isZero();
        assertThat(out.toString()).contains("No level above NORMAL.", "would have begun to hold 49 times.");
    }

    @Test
    void theChartMustShowTheLevelsAsBands() throws IOException {
        Path chart = folder.resolve("replay.svg");
        assertThat(run("replay", "--chart", chart.toString(), log(GcLogs.leak())))
                .isEqualTo(1);
        assertThat(Files.readString(chart)).startsWith("<svg ").contains("class=\"CRITICAL\"", "class=\"live\"");
        assertThat(run("replay", "--chart", folder.toString(), log(GcLogs.leak())))
                .isEqualTo(2);
        assertThat(err.toString()).contains("cannot write '" + folder + "'");
    }

    @Test
    void jsonMustHaveItsStableNames() throws IOException {
        assertThat(run("replay", "--json", log(GcLogs.leak()))).isEqualTo(1);
        JsonNode json = JsonMapper.shared().readTree(out.toString());
        assertThat(json.propertyNames())
                .containsExactly(
                        "source",
                        "collector",
                        "maxHeapBytes",
                        "warningRatio",
                        "criticalRatio",
                        "seconds",
                        "worst",
                        "levelSeconds",
                        "firstAfterSeconds",
                        "naive",
                        "changeCount",
                        "changes",
                        "timeline",
                        "notes");
        assertThat(json.get("changes").get(0).propertyNames()).containsExactly("afterSeconds", "from", "to", "reason");
    }

    @Test
    void wrongUseMustSayWhatWouldBeRight() throws IOException {
        String log = log(GcLogs.leak());
        assertThat(run("replay")).isEqualTo(2);
        assertThat(run("replay", folder.resolve("none.log").toString())).isEqualTo(2);
        assertThat(run("replay", folder.toString())).isEqualTo(2);
        assertThat(run("replay", "-")).isEqualTo(2);
        assertThat(run("replay", "--heap", "much", log)).isEqualTo(2);
        assertThat(run("replay", "--naive", "85", log)).isEqualTo(2);
        assertThat(run("replay", "--critical", "1.0", log)).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "there is no file '" + folder.resolve("none.log") + "'",
                        "is a folder: give the files in it",
                        "cannot be replayed, since a log is read twice",
                        "'much' is no size such as 512m or 4g",
                        "--naive must be a share above 0 and below 1, but is 85.0",
                        "0 < warning < critical < 1, but are 0.85 and 1.0");
    }

    @Test
    void theTimelineMustBeAsciiWhereNothingElseCanBeShown() {
        Sparkline line = new Sparkline(StandardCharsets.US_ASCII, 3);
        List.of(0.0, 0.1, 0.5, 1.0).forEach(line::add);
        assertThat(line.line(3)).isEqualTo(".=#");
    }
}
