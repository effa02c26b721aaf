package io.memsafe.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConfigCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private Path description;

    @BeforeEach
    void write() throws IOException {
        description = Files.writeString(
                folder.resolve("m.yaml"), "machine: {memory: 4GiB, cores: 2}\njvms: [{name: orders}]\n");
    }

    private int run(String... arguments) {
        CommandLine commands = MemsafeDoctor.commandLine();
        commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commands.execute(arguments);
    }

    @Test
    void aPlanThatFitsMustEndWithZeroAndItsSum() {
        assertThat(run("config", description.toString())).isZero();
        assertThat(out.toString()).contains("orders", "heap: ", "It fits: the worst case is", "of 4.00 GiB");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void filesMustBeWrittenAndJudged() {
        Path plan = folder.resolve("plan");
        assertThat(run("config", description.toString(), "--out", plan.toString(), "--check"))
                .as("%s", out)
                .isZero();
        assertThat(out.toString()).contains("Written to " + plan, "java             accepted");
        assertThat(plan.resolve("memsafe/java/orders.options")).isRegularFile();
    }

    @Test
    void aPlanThatDoesNotFitMustEndWithOneAndWriteNothing() throws IOException {
        Files.writeString(description, "machine: {memory: 512MiB, cores: 2}\njvms: [{name: orders}]\n");
        Path plan = folder.resolve("plan");
        assertThat(run("config", description.toString(), "--out", plan.toString()))
                .isEqualTo(1);
        assertThat(out.toString()).contains("It does not fit", "bytes are missing");
        assertThat(plan).doesNotExist();
    }

    @Test
    void jsonMustHaveItsStableNames() {
        assertThat(run("config", "--json", description.toString())).isZero();
        JsonNode json = JsonMapper.shared().readTree(out.toString());
        assertThat(json.propertyNames())
                .containsExactly(
                        "fits",
                        "memoryBytes",
                        "worstBytes",
                        "budgetBytes",
                        "reservedBytes",
                        "missingBytes",
                        "problems",
                        "notes",
                        "services",
                        "checks");
        assertThat(json.get("services").get(0).propertyNames())
                .containsExactly("name", "importance", "worstBytes", "budgetBytes", "items");
        assertThat(json.get("memoryBytes").asLong()).isEqualTo(4L << 30);
    }

    @Test
    void theExampleMustBeADescription() throws IOException {
        assertThat(run("config", "--example")).isZero();
        String example = out.toString();
        Files.writeString(description, example);
        assertThat(run("config", description.toString())).isZero();
        // Each service of it, and each key, is known; what is commented out only as an alternative is dropped.
        String all = example.replace("machine:", "MACHINE:");
        StringBuilder text = new StringBuilder();
        for (String line : all.lines().toList()) {
            boolean commented = line.startsWith("# ")
                    && !line.startsWith("# A ")
                    && !line.startsWith("# Of")
                    && !line.startsWith("# '");
            text.append(commented ? line.substring(2) : line).append('\n');
        }
        Files.writeString(
                description,
                text.toString()
                        .replace("MACHINE:", "machine:")
                        .replace("memory: 4GiB", "memory: 64GiB")
                        .replace("nodes: 3", "nodes: 1"));
        assertThat(run("config", description.toString())).as("%s", err).isZero();
    }

    @Test
    void everyMistakeMustBeToldInItsLine() throws IOException {
        Files.writeString(description, "machine: {memory: 4GiB, cores: 0}\njvms: [{name: orders, haep: 1GiB}]\n");
        assertThat(run("config", description.toString())).isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("memsafe-doctor: " + description + ":"));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void wrongUseMustEndWithTwo() throws IOException {
        assertThat(run("config")).isEqualTo(2);
        assertThat(run("config", "no-such.yaml")).isEqualTo(2);
        assertThat(run("config", folder.toString())).isEqualTo(2);
        assertThat(run("config", description.toString(), "--check")).isEqualTo(2);
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        Files.writeString(theirs.resolve("file"), "");
        assertThat(run("config", description.toString(), "--out", theirs.toString()))
                .isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(5).last().asString().contains("is not empty");
        assertThat(run("config", "--help")).isZero();
        assertThat(out.toString()).contains("Exit codes:", "Examples:");
    }
}
