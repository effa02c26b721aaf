package io.memsafe.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MemsafeDoctorTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private Path log;

    @BeforeEach
    void writeLog() throws IOException {
        log = Files.writeString(
                folder.resolve("app.log"),
                "Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap space\n");
    }

    private int run(String... arguments) {
        CommandLine commands = MemsafeDoctor.commandLine();
        commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commands.execute(arguments);
    }

    @Test
    void whatIsFoundMustEndWithZeroAndSaySo() {
        assertThat(run("explain", log.toString())).isZero();
        assertThat(out.toString())
                .startsWith("OutOfMemoryError, heap")
                .contains("kind   java-heap", "limit  heap (-Xmx)", log + ":1: Exception in thread", "What to do");
        assertThat(err.toString()).isEmpty();
    }

    /** Picocli takes them for formats, and only warns of one that is none. */
    @Test
    void textsOfTheHelpMustBeFormats() {
        Map<String, CommandLine> commands =
                new TreeMap<>(MemsafeDoctor.commandLine().getSubcommands());
        commands.put("", MemsafeDoctor.commandLine());
        commands.forEach((name, command) -> texts(command.getCommandSpec())
                .forEach(text -> assertThatCode(() -> String.format(text))
                        .as("%s: %s", name, text)
                        .doesNotThrowAnyException()));
    }

    private static List<String> texts(CommandSpec command) {
        UsageMessageSpec usage = command.usageMessage();
        List<String> texts = new ArrayList<>(usage.exitCodeList().values());
        Collections.addAll(texts, usage.header());
        Collections.addAll(texts, usage.description());
        Collections.addAll(texts, usage.footer());
        command.args().forEach(arg -> Collections.addAll(texts, arg.description()));
        return texts;
    }

    @Test
    void nothingFoundMustEndWithOne() throws IOException {
        Path calm = Files.writeString(folder.resolve("calm.log"), "all is well\n");
        assertThat(run("explain", calm.toString())).isEqualTo(1);
        assertThat(out.toString()).startsWith("Nothing found in 1 lines of " + calm);
    }

    @Test
    void jsonMustHaveItsStableNames() {
        assertThat(run("explain", "--json", log.toString(), log.toString())).isZero();
        JsonNode json = JsonMapper.shared().readTree(out.toString());
        assertThat(json.propertyNames()).containsExactly("verdict", "others", "seen", "inputs", "linesRead", "notes");
        JsonNode verdict = json.get("verdict");
        assertThat(verdict.propertyNames())
                .containsExactly("kind", "victim", "by", "limit", "cause", "count", "users", "evidence", "advice");
        assertThat(verdict.get("kind").asString()).isEqualTo("java-heap");
        assertThat(verdict.get("evidence").get(0).get("line").asInt()).isEqualTo(1);
        assertThat(json.get("seen").get("java-heap").asInt()).isEqualTo(2);
    }

    @Test
    void aMissingFileMustBeNamed() {
        assertThat(run("explain", "no-such.log")).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("memsafe-doctor: there is no file 'no-such.log'" + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aFolderMustSayWhatToGiveInstead() {
        assertThat(run("explain", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("is a folder: give the files in it");
    }

    @Test
    void wrongUseMustEndWithTwoInOneLine() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("explain")).isEqualTo(2);
        assertThat(run("explain", "--nothing", log.toString())).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(3).allMatch(line -> line.contains("--help' lists what is allowed"));
    }

    @Test
    void helpMustHaveExamplesAndExitCodes() {
        assertThat(run("explain", "--help")).isZero();
        assertThat(out.toString()).contains("Exit codes:", "Examples:", "journalctl -k");
    }

    @Test
    void completionMustKnowTheCommand() {
        assertThat(run("generate-completion")).isZero();
        assertThat(out.toString()).contains("explain", "--json");
    }
}
