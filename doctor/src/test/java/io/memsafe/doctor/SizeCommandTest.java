package io.memsafe.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import io.memsafe.doctor.jvm.Amount;
import io.memsafe.doctor.jvm.GarbageCollector;
import io.memsafe.doctor.jvm.JvmMachine;
import io.memsafe.doctor.jvm.KnownUse;
import io.memsafe.doctor.jvm.Origin;
import io.memsafe.doctor.jvm.UseFigure;
import io.memsafe.doctor.size.SizePlan;
import io.memsafe.doctor.size.SizeQuestion;
import io.memsafe.doctor.size.Sizer;
import io.memsafe.fork.GuideSnippets;
import io.memsafe.fork.Patience;
import io.memsafe.history.HistoryFigure;
import io.memsafe.history.HistoryReader;
import io.memsafe.history.MemoryHistory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SizeCommandTest {
    private static final Path GUIDE = Path.of("../docs/guide/doctor-size.md");
    private static final int CASES = Integer.getInteger("doctor.mutations", 1_000);
    private static final String LOG = "[1.000s][info][gc] Using Serial\n"
            + "[2.000s][info][gc] GC(0) Pause Young (Allocation Failure) 100M->50M(400M) 5.000ms\n"
            + "[9.000s][info][gc] GC(1) Pause Full (Allocation Failure) 300M->180M(400M) 50.000ms\n";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... arguments) {
        CommandLine commands = MemsafeDoctor.commandLine();
        commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("size"));
        all.addAll(List.of(arguments));
        return commands.execute(all.toArray(String[]::new));
    }

    @Test
    void theOutputInTheGuideMustBeReal() throws IOException {
        int code = run(
                "--live",
                "180m",
                "--alloc-rate",
                "50m/s",
                "--threads",
                "200",
                "--classes",
                "12000",
                "--direct",
                "64m",
                "--collector",
                "g1",
                "--container",
                "768m");
        assertThat(code).isZero();
        assertThat(Files.readString(GUIDE)).contains(out.toString());
    }

    @Test
    void theRefusalInTheGuideMustBeReal() throws IOException {
        assertThat(run(
                        "--live",
                        "180m",
                        "--threads",
                        "200",
                        "--direct",
                        "64m",
                        "--collector",
                        "g1",
                        "--container",
                        "512m"))
                .isEqualTo(1);
        assertThat(Files.readString(GUIDE)).contains(out.toString());
    }

    @Test
    void theJudgementInTheGuideMustBeReal() throws IOException {
        assertThat(run("--check", "-XX:MaxRAMPercentage=80", "--container", "2000Mi"))
                .isEqualTo(1);
        assertThat(Files.readString(GUIDE)).contains(out.toString());
    }

    @Test
    void theSnippetMustCompileAndRun() throws IOException {
        // begin sizer
        KnownUse use = KnownUse.NONE.with(UseFigure.LIVE, new Amount(180 << 20, Origin.GIVEN, "the dashboard"));
        SizePlan plan = Sizer.plan(new SizeQuestion(
                use, Optional.of(GarbageCollector.G1), JvmMachine.container(1 << 30), OptionalLong.empty()));
        String flags = String.join(" ", plan.flags());
        // end sizer
        assertThat(flags).contains("-Xmx272m");
        new GuideSnippets("doctor-size.md", SizeCommandTest.class).assertStandsInPage("sizer");
    }

    @Test
    void aGcLogMustTellLiveSetAndCollector() throws IOException {
        Path log = Files.writeString(folder.resolve("gc.log"), LOG);
        assertThat(run("--gc-log", log.toString(), "--flags")).isZero();
        assertThat(out.toString()).startsWith("-XX:+UseSerialGC -Xmx288m -XX:MaxMetaspaceSize=");
        assertThat(out.toString().lines()).hasSize(1);
    }

    @Test
    void aHistoryMustTellHowMemoryWasUsed() {
        Path file = folder.resolve("memsafe.history");
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            try (MemoryHistory history = MemoryHistory.record(governor, file)) {
                Patience.await()
                        .until(() -> governor.assessment().heap().liveBytes() > 0 && history.failedWrites() == 0);
                Patience.await().until(() -> hasLive(file));
            }
        }
        assertThat(run("--history", file.toString(), "--json")).isZero();
        JsonNode json = JsonMapper.shared().readTree(out.toString());
        assertThat(json.get("parts").get(0).get("origin").asString()).isEqualTo("measured");
        assertThat(json.get("parts").toString()).contains("memsafe.history");
    }

    private static boolean hasLive(Path file) {
        try (HistoryReader reader = HistoryReader.open(file)) {
            return reader.entries()
                    .anyMatch(entry -> entry.figure(HistoryFigure.LIVE).max() > 0);
        }
    }

    @Test
    void jsonMustHaveItsStableNames() {
        assertThat(run("--live", "100m", "--json")).isZero();
        JsonNode json = JsonMapper.shared().readTree(out.toString());
        assertThat(json.propertyNames())
                .containsExactly(
                        "verdict",
                        "collector",
                        "limitBytes",
                        "requestBytes",
                        "missingBytes",
                        "stackBytes",
                        "liveUseBytes",
                        "neededBytes",
                        "parts",
                        "flags",
                        "remedies",
                        "notes");
        assertThat(json.get("parts").get(0).propertyNames())
                .containsExactly("part", "bytes", "boundBytes", "origin", "how");
    }

    @Test
    void flagsThatDoNotFitMustNotBePrinted() {
        assertThat(run("--live", "100m", "--container", "128m", "--flags")).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("bytes are missing");
    }

    @Test
    void yamlMustHaveRequestAndLimit() {
        assertThat(run("--live", "100m", "--yaml")).isZero();
        assertThat(out.toString()).startsWith("resources:").contains("limits:", "memory: ", "JAVA_TOOL_OPTIONS");
    }

    @Test
    void withoutALiveSetItMustSayWhatToGive() {
        assertThat(run("--threads", "5")).isEqualTo(2);
        assertThat(err.toString()).contains("--live SIZE, --gc-log FILE, --history FILE or --pid PID");
    }

    @Test
    void badInputMustBeNamedInOneLine() throws IOException {
        Path text = Files.writeString(folder.resolve("app.log"), "all is well\n");
        assertThat(run("--live", "12q")).isEqualTo(2);
        assertThat(run("--live", "1g", "--collector", "cms")).isEqualTo(2);
        assertThat(run("--live", "1g", "--collector", "fast")).isEqualTo(2);
        assertThat(run("--live", "1g", "--container", "0")).isEqualTo(2);
        assertThat(run("--live", "1g", "--cpus", "0")).isEqualTo(2);
        assertThat(run("--live", "1g", "--jdk", "7")).isEqualTo(2);
        assertThat(run("--threads", "-1", "--live", "1g")).isEqualTo(2);
        assertThat(run("--check", "-Xmx1z")).isEqualTo(2);
        assertThat(run("--gc-log", "no-such.log")).isEqualTo(2);
        assertThat(run("--gc-log", text.toString())).isEqualTo(2);
        assertThat(run("--gc-log", folder.toString())).isEqualTo(2);
        assertThat(run("--history", text.toString())).isEqualTo(2);
        assertThat(run("--pid", "999999999")).isEqualTo(2);
        assertThat(run("--live", "1g", "--json", "--yaml")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(14).allMatch(line -> line.startsWith("memsafe-doctor: "));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void helpMustHaveExamplesAndExitCodes() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Exit codes:", "Examples:", "--check");
    }

    @Test
    void noValueMayMakeItFailOtherwise() {
        String[] options = {
            "--live",
            "--alloc-rate",
            "--threads",
            "--classes",
            "--metaspace",
            "--code",
            "--direct",
            "--native",
            "--collector",
            "--container",
            "--cpus",
            "--jdk",
            "--stack",
            "--check"
        };
        String[] values = {
            "1g",
            "0",
            "-1",
            "9223372036854775807",
            "512m",
            "8191p",
            "x",
            "",
            "1.5g",
            "50m/s",
            "g1",
            "zgc",
            "serial",
            "17",
            "25",
            "1e308",
            "NaN",
            "-Xmx1g",
            "-XX:MaxRAMPercentage=0",
            "java",
            "-Xmx0",
            "2147483647"
        };
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            List<String> arguments = new ArrayList<>();
            for (String option : options) {
                if (random.nextInt(3) == 0) {
                    arguments.add(option + "=" + values[random.nextInt(values.length)]);
                }
            }
            out.getBuffer().setLength(0);
            err.getBuffer().setLength(0);
            int code = run(arguments.toArray(String[]::new));
            assertThat(code).as("seed %d: %s", seed, arguments).isBetween(0, 2);
            assertThat(err.toString()).as("seed %d: %s", seed, arguments).doesNotContain("\tat ");
            assertThat(code == 2)
                    .as("seed %d: %s", seed, arguments)
                    .isEqualTo(!err.toString().isEmpty());
        }
    }
}
