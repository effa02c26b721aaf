package io.memsafe.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.doctor.audit.Rule;
import io.memsafe.doctor.audit.Rules;
import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.RunningJvm;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AuditCommandTest {
    private static final String MANIFEST = "src/test/resources/io/memsafe/doctor/audit/manifest.yaml";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... arguments) {
        CommandLine commands = MemsafeDoctor.commandLine();
        commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commands.execute(arguments);
    }

    @Test
    void aWarningMustEndWithOneAndSayWhatToDo() {
        assertThat(run("audit", "--flags", "-Xmx820m -XX:+UseG1GC", "--container", "1000m", "--cpus", "2"))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("WARNING   heap 820 MiB + metaspace", "fix    -Xmx", "rule   jvm.budget, for web");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void nothingWorseThanWorthKnowingMustEndWithZero() {
        assertThat(run(
                        "audit",
                        "--flags",
                        "-Xmx512m",
                        "--container",
                        "1g",
                        "--request",
                        "1g",
                        "--cpus",
                        "2",
                        "--java",
                        "21"))
                .isZero();
        assertThat(out.toString()).contains("0 critical, 0 warning, ");
    }

    @Test
    void whatIsNotShownMustStillCount() {
        assertThat(run("audit", "--flags", "-Xmx990m", "--container", "1000m", "--min-severity", "critical"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("1 critical").doesNotContain("INFO");
    }

    @Test
    void jsonMustHaveItsStableNames() {
        assertThat(run("audit", "--manifest", MANIFEST, "--json")).isEqualTo(1);
        JsonNode json = JsonMapper.shared().readTree(out.toString());
        assertThat(json.propertyNames())
                .containsExactly("profile", "profileReason", "findings", "killedFirst", "unknown");
        JsonNode first = json.get("findings").get(0);
        assertThat(first.propertyNames())
                .startsWith("rule", "severity", "where", "found", "why", "fix")
                .endsWith("source");
        assertThat(first.get("severity").asString()).isEqualTo("critical");
    }

    /** Whatever it finds here: it reads what is there, and says so in the same way. */
    @Test
    void thisMachineMustBeJudged() {
        assertThat(run("audit", "--json")).isIn(0, 1);
        JsonNode json = JsonMapper.shared().readTree(out.toString());
        assertThat(json.get("killedFirst").size()).isPositive();
    }

    @Test
    void aRunningJvmMustBeAskedItself() throws Exception {
        CountDownLatch ready = new CountDownLatch(1);
        RunningJvm child = ForkedJvm.on(Jdk.running())
                .collector(Collector.SERIAL)
                .heap("48m")
                .flags("-XX:MaxMetaspaceSize=77m")
                .ownClassPath()
                .onLine(line -> ready.countDown())
                .main(Idle.class.getName())
                .start();
        try {
            assertThat(ready.await(2, TimeUnit.MINUTES)).as("child is ready").isTrue();
            String pid = Long.toString(child.pid());
            assertThat(run("audit", "--pid", pid, "--attach", "--json")).isIn(0, 1);
            assertThat(out.toString())
                    .contains("direct buffers may grow to 48 MiB")
                    .doesNotContain("no -XX:MaxMetaspaceSize");
        } finally {
            child.kill();
            child.await();
        }
    }

    /** Does nothing until it is killed. */
    static final class Idle {
        private Idle() {}

        public static void main(String[] arguments) throws InterruptedException {
            System.out.println("ready");
            new CountDownLatch(1).await();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            audit --profile big                            | --profile=big: it is one of web, batch
            audit --min-severity all                       | --min-severity=all: it is one of info
            audit --container 1g                           | belong to --flags
            audit --attach                                 | --attach needs --pid
            audit --flags -Xmx1g --manifest a.yaml         | give only one of
            audit --flags -Xmx1g --container lots          | --container: 'lots' is no size
            audit --flags -Xmx1g --cpus 0                  | --cpus=0.0: give a number above 0
            audit --flags -Xmx1g --java 170                | --java=170: give a feature release
            audit --pid 999999999                          | there is no process 999999999
            audit --pid x                                  | '--pid'
            audit --root no-such-folder                    | there is no folder 'no-such-folder'
            audit --root src                               | 'src' is no copy of a machine
            audit --manifest no-such.yaml                  | there is no file 'no-such.yaml'
            audit --manifest src                           | 'src' is a folder: give the files in it
            audit --manifest pom.xml                       | 'pom.xml' is no YAML: line
            """)
    void wrongUseMustEndWithTwoAndSayWhatIsRight(String command, String message) {
        assertThat(run(command.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString()).startsWith("memsafe-doctor: ").contains(message);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aFlagThatNoJvmTakesMustBeCritical() {
        assertThat(run("audit", "--flags", "-Xmx1gb")).isEqualTo(1);
        assertThat(out.toString()).contains("CRITICAL  -Xmx");
    }

    @Test
    void aCopyOfAMachineMustBeJudged() throws IOException {
        Files.createDirectories(folder.resolve("proc/sys/vm"));
        Files.writeString(folder.resolve("proc/meminfo"), "MemTotal: 16777216 kB\nSwapTotal: 0 kB\n");
        Files.writeString(folder.resolve("proc/sys/vm/panic_on_oom"), "1\n");
        assertThat(run("audit", "--root", folder.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("vm.panic_on_oom = 1", "Not known, so not judged", "vm.swappiness: there is no");
    }

    @Test
    void theListMustHaveEachRule() {
        assertThat(run("audit", "--list-rules")).isZero();
        assertThat(out.toString()).contains(Rules.all().stream().map(Rule::id).toList());
        assertThat(Rules.all()).extracting(Rule::id).doesNotHaveDuplicates();
    }

    @Test
    void helpMustHaveExamplesAndExitCodes() {
        assertThat(run("audit", "--help")).isZero();
        assertThat(out.toString()).contains("Exit codes:", "Examples:", "--manifest");
    }
}
