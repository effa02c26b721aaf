package io.memsafe.web;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.RunningJvm;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server in a small heap gets more requests than fit into it, from the first one on, and is stopped for a moment now
 * and then, as on a machine whose processors others take: what has come meanwhile comes in at once.
 */
class OverloadForkedTest {
    private static final int HEAP_MEGABYTES = 96;
    private static final int REQUESTS = 900;
    private static final int BETWEEN_STOPS = 150;
    private static final long APART_NANOS = 7_000_000L;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** All but ZGC, which may fail an allocation in a small heap that is half free: see the limits in the guide. */
    static Stream<Collector> collectors() {
        return Collector.of(Jdk.running()).stream().filter(collector -> collector != Collector.ZGC);
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void aServerKeepsServingWhatFits(Collector collector) throws Exception {
        CompletableFuture<Integer> told = new CompletableFuture<>();
        RunningJvm server = ForkedJvm.on(Jdk.running())
                .collector(collector)
                .heap(HEAP_MEGABYTES + "m")
                .flags("-XX:+ExitOnOutOfMemoryError")
                .ownClassPath()
                .main(OverloadedServer.class.getName(), WebServer.Kind.TOMCAT.name())
                .onLine(line -> {
                    if (line.startsWith("PORT ")) {
                        told.complete(Integer.valueOf(line.substring("PORT ".length())));
                    }
                })
                .start();
        try {
            int port = told.get(2, TimeUnit.MINUTES);
            List<Integer> light = new ArrayList<>();
            List<Integer> heavy = new ArrayList<>();
            overload(server, port, light, heavy);
            assertThat(light).as("small requests are never refused").containsOnly(200);
            assertThat(heavy).as("others are answered or refused").containsOnly(200, 503);
            await().untilAsserted(
                            () -> assertThat(get(port, "/statistics").join().body())
                                    .as("in flight, charged, abandoned")
                                    .isEqualTo("0 0 0"));
            for (int i = 0; i < 10; i++) {
                assertThat(get(port, "/heavy?kb=1000&ms=1").join().statusCode())
                        .as("over at once")
                        .isEqualTo(200);
            }
        } finally {
            server.kill();
            ForkedResult result = server.await();
            assertThat(result.errorTail()).doesNotContain("java.lang.OutOfMemoryError");
            assertThat(result.killed())
                    .as(
                            "it lived until it was killed here; it ended with %s and wrote %s",
                            result.exitCode(), result.lines())
                    .isTrue();
        }
    }

    private void overload(RunningJvm server, int port, List<Integer> light, List<Integer> heavy) throws Exception {
        SplittableRandom random = new SplittableRandom(6);
        int goesOnAt = 0;
        List<CompletableFuture<HttpResponse<String>>> lightAnswers = new ArrayList<>();
        List<CompletableFuture<HttpResponse<String>>> heavyAnswers = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            if (i % BETWEEN_STOPS == 0) {
                signal(server, "STOP");
                goesOnAt = i + 20 + random.nextInt(80);
            } else if (i == goesOnAt) {
                signal(server, "CONT");
            }
            if (random.nextInt(2) == 0) {
                lightAnswers.add(get(port, "/light"));
            } else {
                heavyAnswers.add(get(port, "/heavy?kb=" + HEAP_MEGABYTES * (5 + random.nextInt(40)) + "&ms=700"));
            }
            LockSupport.parkNanos(APART_NANOS);
        }
        lightAnswers.forEach(answer -> light.add(answer.join().statusCode()));
        heavyAnswers.forEach(answer -> heavy.add(answer.join().statusCode()));
    }

    private static void signal(RunningJvm server, String name) throws Exception {
        int exit = new ProcessBuilder("kill", "-" + name, Long.toString(server.pid()))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).as("kill -%s", name).isZero();
    }

    private CompletableFuture<HttpResponse<String>> get(int port, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofMinutes(2))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }
}
