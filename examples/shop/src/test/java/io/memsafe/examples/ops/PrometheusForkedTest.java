package io.memsafe.examples.ops;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.RunningJvm;
import io.memsafe.fork.SystemProgram;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A real Prometheus reads a shop that leaks and a healthy one that makes garbage, and evaluates the rules of the kit. All
 * times in them are a twentieth of those in the file, so that what takes two minutes there takes six seconds here.
 *
 * <p>The class runs beside others, its tests one after the other, and first the one with the leak: while that one waits, what
 * the others wait for comes true.
 */
@Execution(ExecutionMode.CONCURRENT)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PrometheusForkedTest {
    private static final int TIMES_FASTER = 20;
    private static final Pattern TIME = Pattern.compile("(?<=\\[|for: )(\\d+)([smh])\\b");
    private static final Map<String, Integer> MILLIS = Map.of("s", 1_000, "m", 60_000, "h", 3_600_000);

    /** Empty in a program where all is well, or has no control group with a limit. */
    private static final List<String> MAY_BE_EMPTY =
            List.of("Stale signals", "Kills by the kernel", "Stalled for want of memory");

    /** That a signal is a second late, with times a twentieth as long, may be true on a busy machine. */
    private static final String STALE = "MemsafeSignalStale";

    @TempDir
    private static Path folder;

    private static Shop leaking;
    private static Shop healthy;
    private static LocalPrometheus prometheus;

    /** A shop under test. */
    private record Shop(RunningJvm jvm, int port) {
        static Shop start(String kind, String heap, String... flags) throws Exception {
            CompletableFuture<Integer> port = new CompletableFuture<>();
            RunningJvm jvm = ForkedJvm.on(Jdk.running())
                    .collector(Collector.SERIAL)
                    .heap(heap)
                    .flags(flags)
                    .ownClassPath()
                    .temporaryFolder(folder)
                    .main(ScrapedShop.class.getName(), kind)
                    .onLine(line -> {
                        if (line.startsWith("PORT ")) {
                            port.complete(Integer.parseInt(line.substring("PORT ".length())));
                        }
                    })
                    .start();
            return new Shop(jvm, port.get(2, TimeUnit.MINUTES));
        }

        String get(String path) throws IOException {
            URI page = URI.create("http://127.0.0.1:" + port + path);
            try (InputStream answer = page.toURL().openStream()) {
                return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        /** Until its level rises; the second time, until it dies. */
        void leak() throws IOException {
            get("/leak");
        }

        void end() {
            jvm.kill();
            jvm.await();
        }
    }

    private static String faster(String rules) {
        return TIME.matcher(rules)
                .replaceAll(time -> Integer.parseInt(time.group(1)) * MILLIS.get(time.group(2)) / TIMES_FASTER + "ms");
    }

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> program = SystemProgram.find("prometheus");
        assumeTrue(program.isPresent(), "no prometheus is installed");
        leaking = Shop.start("leak", "128m");
        healthy = Shop.start("garbage", "160m", "-Xmn12m"); // so that its old generation is filled to the brim
        prometheus = new LocalPrometheus(
                program.get(),
                folder,
                faster(OpsFiles.text(OpsFiles.RULES)),
                Map.of("leaking", leaking.port(), "healthy", healthy.port()));
        await().ignoreExceptions()
                .until(() -> prometheus
                                .query("count_over_time(memsafe_level[1m]) > 2")
                                .size()
                        == 2);
    }

    @AfterAll
    static void end() throws InterruptedException {
        if (prometheus != null) {
            prometheus.close();
        }
        if (leaking != null) {
            leaking.end();
        }
        if (healthy != null) {
            healthy.end();
        }
    }

    @Test
    @Order(1)
    @Execution(ExecutionMode.SAME_THREAD)
    void theLeakIsWarnedOfAndThenCritical() throws Exception {
        assertThat(prometheus.firing("leaking")).isSubsetOf(STALE);
        leaking.leak();
        await().until(() -> prometheus.firing("leaking").contains("MemsafeWarning"));
        await().until(() -> !prometheus.firing("leaking").contains("MemsafeCritical"));
        assertThat(leaking.get("/products/17")).contains("\"id\":17");

        leaking.leak();
        await().until(() -> prometheus.firing("leaking").contains("MemsafeCritical"));

        String inTime = "count_over_time((ALERTS{job='leaking',alertname='MemsafeCritical',alertstate='firing'}"
                + " and on (job) up == 1)[10m:500ms]) > 0";
        await().untilAsserted(() -> assertThat(prometheus.query(inTime))
                .as("it fired while it lived")
                .hasSize(1));
        assertNothingRaisedByGarbage();
    }

    private static void assertNothingRaisedByGarbage() throws IOException, InterruptedException {
        assertThat(prometheus.query(
                        "count_over_time(ALERTS{job='healthy',alertstate='firing',alertname!='" + STALE + "'}[10m])"))
                .isEmpty();
    }

    @Test
    @Order(2)
    @Execution(ExecutionMode.SAME_THREAD)
    void garbageThatFillsTheHeapRaisesNothing() throws Exception {
        String fullest = "max_over_time((memsafe_heap_used_bytes{job='healthy'}"
                + " / memsafe_heap_capacity_bytes{job='healthy'})[10m:500ms]) > 0.85";
        await().until(() -> !prometheus.query(fullest).isEmpty());
        String longest = "count_over_time(memsafe_heap_live_verified{job='healthy'}[10m]) > 30"
                + " and memsafe_heap_live_verified{job='healthy'} == 1";
        await().until(() -> !prometheus.query(longest).isEmpty());

        assertNothingRaisedByGarbage();
    }

    @Test
    @Order(3)
    @Execution(ExecutionMode.SAME_THREAD)
    void everyQueryOfTheDashboardIsAnswered() throws Exception {
        for (Dashboard.Query query : new Dashboard().queries()) {
            if (MAY_BE_EMPTY.contains(query.place())) {
                prometheus.query(query.asked());
            } else {
                await().untilAsserted(() -> assertThat(prometheus.query(query.asked()))
                        .as("%s: %s", query.place(), query.text())
                        .isNotEmpty());
            }
        }
    }
}
