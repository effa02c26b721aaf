package io.memsafe.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.doctor.watch.LoadChild;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WatchCommandTest {
    private static RunningJvm child;
    private static String pid;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        child = ForkedJvm.on(Jdk.running())
                .collector(Collector.SERIAL)
                .heap("96m")
                .flags("-XX:MaxMetaspaceSize=64m")
                .ownClassPath()
                .main(LoadChild.class.getName(), "garbage")
                .onLine(line -> ready.countDown())
                .start();
        ready.await();
        pid = Long.toString(child.pid());
    }

    @AfterAll
    static void end() {
        child.kill();
        child.await();
    }

    private int run(String... arguments) {
        CommandLine commands = MemsafeDoctor.commandLine();
        commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commands.execute(arguments);
    }

    @Test
    void withoutATargetItMustListTheJvms() {
        assertThat(run("watch")).isZero();
        assertThat(out.toString().lines()).anyMatch(line -> line.startsWith(pid + " " + LoadChild.class.getName()));
    }

    @Test
    void onceMustShowEveryAreaAndEndByTheLevel() {
        assertThat(run("watch", "--once", pid)).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString())
                .startsWith("JVM " + pid + ", ")
                .contains("Level  NORMAL, ", "heap (live set)", "metaspace", "code-cache", "direct-buffers")
                .contains("in use with garbage, of -Xmx", "Allocation   ", "collections ", "threads-live");
    }

    @Test
    void eachReadingMustBeALineOfJsonWithItsStableNames() {
        assertThat(run("watch", "--json", "--count", "2", "--interval", "500ms", pid))
                .isZero();
        assertThat(out.toString().lines()).hasSize(2);
        JsonNode json = JsonMapper.shared()
                .readTree(out.toString().lines().skip(1).findFirst().orElseThrow());
        assertThat(json.propertyNames())
                .contains("time", "target", "level", "heap", "areas", "binding", "measures", "reasons");
        assertThat(json.get("heap").propertyNames())
                .contains(
                        "collector",
                        "maxBytes",
                        "capacityBytes",
                        "usedBytes",
                        "verified",
                        "collectionRatio",
                        "distress");
        assertThat(json.get("areas").get(0).propertyNames())
                .contains("name", "unit", "used", "limit", "ratio", "growthPerSecond");
    }

    @Test
    void linesMustNotCallTheHeapInUsePressure() {
        assertThat(run("watch", "--plain", "--count", "1", pid)).isZero();
        assertThat(out.toString().lines()).hasSize(1).allMatch(line -> line.contains(" NORMAL    live "));
    }

    @Test
    void wrongUseMustSayWhatWouldBeRight() {
        assertThat(run("watch", "--count", "0", pid)).isEqualTo(2);
        assertThat(run("watch", "--interval", "soon", pid)).isEqualTo(2);
        assertThat(run("watch", "--interval", "1ms", pid)).isEqualTo(2);
        assertThat(run("watch", "--warning", "0.9", "--critical", "0.8", pid)).isEqualTo(2);
        assertThat(run("watch", "no-such-thing")).isEqualTo(2);
        assertThat(run("watch", "999999999")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "--count must be 1 or more, but is 0",
                        "'soon' is no time such as 500ms",
                        "--interval must be from 200ms to 1h, but is 1ms",
                        "0 < warning < critical < 1, but are 0.9 and 0.8",
                        "'no-such-thing' is no JVM: give a process id",
                        "there is no process 999999999");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aFileThatIsNoHistoryMustBeNamed() throws IOException {
        Path other = Files.writeString(folder.resolve("app.log"), "all is well\n");
        assertThat(run("watch", other.toString())).isEqualTo(2);
        assertThat(err.toString()).contains(other + " is no memsafe history");
    }
}
