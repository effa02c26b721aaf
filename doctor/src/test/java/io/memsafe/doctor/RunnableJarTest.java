package io.memsafe.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The jar as it is given away, in a JVM of its own with the heap of the script. Runs after the jar is made. */
class RunnableJarTest {
    private static final int ERRORS = 20_000;

    @TempDir
    Path folder;

    private record Answer(int exitCode, String out, String err) {}

    private Process start(String... arguments) throws IOException {
        Path jar;
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            jar = files.filter(file -> file.toString().endsWith("-all.jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no runnable jar in target: package the module first"));
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(Stream.concat(
                                Stream.of(java, "-Xmx64m", "-XX:+UseSerialGC", "-jar", jar.toString()),
                                Stream.of(arguments))
                        .toList())
                .redirectError(err().toFile())
                .start();
    }

    private Path err() {
        return folder.resolve("err.txt");
    }

    private Answer run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        process.getOutputStream().close();
        String out;
        try (InputStream in = process.getInputStream()) {
            out = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        return new Answer(process.waitFor(), out, Files.readString(err()));
    }

    /** Nor may the library that reads it write a warning of its own. */
    @Test
    void aHistoryMustBeReadWithoutAWarning() throws IOException, InterruptedException {
        Path history = folder.resolve("memory.history");
        byte[] page = new byte[4096];
        byte[] head = {'m', 'e', 'm', 's', 'a', 'f', 'e', 'H', 0, 0, 0, 1};
        System.arraycopy(head, 0, page, 0, head.length);
        Files.write(history, page);
        Answer answer = run("explain", history.toString());
        assertThat(answer.err()).isEmpty();
        assertThat(answer.out()).contains("is a history of memsafe, empty");
        assertThat(answer.exitCode()).isEqualTo(1);
    }

    @Test
    void jsonMustParseAndFindWhatIsThere() throws IOException, InterruptedException {
        Path log = folder.resolve("app.log");
        Files.write(log, List.of("2026-05-01 08:00:00 ERROR a.B - java.lang.OutOfMemoryError: Metaspace", "done"));
        Answer answer = run("explain", "--json", log.toString());
        assertThat(answer.err()).isEmpty();
        assertThat(answer.exitCode()).isZero();
        JsonNode json = JsonMapper.shared().readTree(answer.out());
        assertThat(json.get("verdict").get("kind").asString()).isEqualTo("java-metaspace");
        assertThat(json.get("linesRead").asInt()).isEqualTo(2);
    }

    /** More text in one line, and more errors, than the heap would hold. */
    @Test
    void whatIsReadMustNotHaveToFitIntoTheHeap() throws IOException, InterruptedException {
        Path log = folder.resolve("large.log");
        byte[] block = new byte[1 << 20];
        Arrays.fill(block, (byte) 'm');
        try (OutputStream out = Files.newOutputStream(log)) {
            for (int i = 0; i < 100; i++) {
                out.write(block);
            }
            out.write('\n');
            byte[] error = ("Caused by: java.lang.OutOfMemoryError: Java heap space " + "\n\tat a.B.c(B.java:1)\n")
                    .getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < ERRORS; i++) {
                out.write(error);
            }
        }
        Answer answer = run("explain", "--json", log.toString());
        assertThat(answer.err()).isEmpty();
        assertThat(answer.exitCode()).isZero();
        assertThat(JsonMapper.shared()
                        .readTree(answer.out())
                        .get("seen")
                        .get("java-heap")
                        .asInt())
                .isEqualTo(ERRORS);
    }

    /** Ended as Ctrl-C ends it, it still gives the summary. */
    @Test
    void aLogThatIsFollowedMustGiveEachIncidentAndTheSummary() throws IOException, InterruptedException {
        Path log = folder.resolve("app.log");
        Process process = start("explain", "--follow", "--json", log.toString());
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            Files.writeString(log, "java.lang.OutOfMemoryError: Metaspace\n");
            JsonNode incident = JsonMapper.shared().readTree(out.readLine());
            assertThat(incident.get("kind").asString()).isEqualTo("java-metaspace");
            process.toHandle().destroy(); // Process itself would close the output too
            JsonNode summary = JsonMapper.shared().readTree(out.readLine());
            assertThat(summary.get("verdict").get("kind").asString()).isEqualTo("java-metaspace");
            assertThat(out.readLine()).isNull();
            assertThat(process.waitFor()).isEqualTo(143);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aStreamThatIsFollowedMustEndItWithTheCodeOfWhatWasFound() throws IOException, InterruptedException {
        Process process = start("explain", "--follow", "-");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            process.getOutputStream().write("java.lang.OutOfMemoryError: Metaspace\n".getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            assertThat(out.readLine()).startsWith("OutOfMemoryError, metaspace");
            process.getOutputStream().close();
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void nothingOnStandardInputMustEndWithOne() throws IOException, InterruptedException {
        Answer answer = run("explain", "-");
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.out()).startsWith("Nothing found in 0 lines of standard input.");
    }

    @Test
    void aMissingFileMustEndWithTwo() throws IOException, InterruptedException {
        Answer answer = run("explain", "no-such.log");
        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.err().strip()).isEqualTo("memsafe-doctor: there is no file 'no-such.log'");
        assertThat(answer.out()).isEmpty();
    }

    @Test
    void theVersionMustBeThatOfTheJar() throws IOException, InterruptedException {
        assertThat(run("--version").out()).startsWith("memsafe-doctor 0.");
    }
}
