package io.memsafe.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.fork.Patience;
import io.memsafe.response.Phase;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real application whose operator has opened the endpoint, and sees memory in traces and in a structured log. */
class OperatorTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();
    private static ServletWebServerApplicationContext shop;
    private static Path log;
    private static Path snapshots;

    @BeforeAll
    static void starts(@TempDir Path folder) {
        log = folder.resolve("shop.log");
        snapshots = folder.resolve("kept/snapshots");
        Map<String, Object> properties = new HashMap<>();
        properties.put("server.port", "0");
        properties.put("management.endpoints.web.exposure.include", "*");
        properties.put("management.endpoint.memsafe.access", "unrestricted");
        properties.put("memsafe.snapshot.folder", snapshots.toString());
        properties.put("memsafe.web.observations", "true");
        properties.put("memsafe.web.sheddable", "/customers/*");
        properties.put("memsafe.responses.recovery-step", "100ms");
        properties.put("logging.file.name", log.toString());
        properties.put("logging.structured.format.file", "ecs");
        SpringApplication application = new SpringApplication(Shop.class);
        application.setDefaultProperties(properties);
        shop = (ServletWebServerApplicationContext) application.run();
    }

    @AfterAll
    static void ends() {
        shop.close();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:" + shop.getWebServer().getPort() + path);
        return CLIENT.send(
                request.uri(uri).header("Content-Type", "application/json").build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body)), path);
    }

    @Test
    void cachesShrinkWhenTheOperatorWantsIt() throws Exception {
        @SuppressWarnings("unchecked")
        Cache<String, byte[]> images = shop.getBean("images", Cache.class);
        for (int i = 0; i < 1_000; i++) {
            images.put("image " + i, new byte[1]);
        }
        HttpResponse<String> answer = post("/actuator/memsafe/reclaim", "{\"level\": \"CRITICAL\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).get("reclaimed").get(0))
                .isEqualTo(JSON.readTree(
                        "{\"reclaimer\": \"memsafeCachesReclaimer\", \"outcome\": \"RETURNED\", \"bytes\": -1}"));
        assertThat(images.estimatedSize()).isLessThan(1_000);
        assertThat(post("/actuator/memsafe/reclaim", "").statusCode())
                .as("as if at WARNING")
                .isEqualTo(200);
        assertThat(shop.getBean(MemoryGovernor.class).phase()).isEqualTo(Phase.MONITOR);
    }

    @Test
    void whatIsWrongIsRefusedWithWhatWouldBeRight() throws Exception {
        assertThat(post("/actuator/memsafe/reclaim", "{\"level\": \"NORMAL\"}").statusCode())
                .isEqualTo(400);
        assertThat(post("/actuator/memsafe/reclaim", "{\"level\": \"MUCH\"}").statusCode())
                .isEqualTo(400);
        assertThat(post("/actuator/memsafe/explode", "").statusCode()).isEqualTo(400);
    }

    @Test
    void aSnapshotIsAnsweredAndKeptForItsOwnerAlone() throws Exception {
        HttpResponse<String> answer = post("/actuator/memsafe/snapshot", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode answered = JSON.readTree(answer.body());
        Path file = snapshots.resolve(answered.get("file").asString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(snapshots)))
                .isEqualTo("rwx------");
        String text = Files.readString(file);
        JsonNode kept = JSON.readTree(text);
        assertThat(kept.propertyNames())
                .contains("time", "level", "assessment", "budgets", "routes", "changes", "reclaimers", "jvm");
        assertThat(kept.get("assessment").get("areas").get(0).get("name").asString())
                .isEqualTo("heap");
        assertThat(kept.get("jvm").get("flags").get("MaxHeapSize").asString())
                .isEqualTo(answered.get("jvm").get("flags").get("MaxHeapSize").asString());
        for (String part : new String[] {"heap", "measures", "signals"}) {
            assertThat(kept.get("assessment").get(part))
                    .as("numbers, durations and records look the same")
                    .isEqualTo(answered.get("assessment").get(part));
        }
        for (String told : new String[] {text, answer.body()}) {
            assertThat(told)
                    .doesNotContain(
                            snapshots.toString(), System.getProperty("java.home"), System.getProperty("user.dir"))
                    .doesNotContain(Shop.class.getName(), Thread.currentThread().getName());
        }
    }

    @Test
    void tracesAndStructuredLogTellOfThePressure() throws Exception {
        MemoryGovernor governor = shop.getBean(MemoryGovernor.class);
        MeterRegistry registry = shop.getBean(MeterRegistry.class);
        HttpRequest.Builder get = HttpRequest.newBuilder();
        assertThat(send(get, "/customers/alice/orders").statusCode()).isEqualTo(200);
        Tank tank = shop.getBean(Tank.class);
        tank.overflow();
        Patience.await().until(() -> governor.level() == PressureLevel.EMERGENCY);
        assertThat(send(get, "/customers/alice/orders").statusCode()).isEqualTo(503);
        tank.empty();
        Patience.await().until(() -> governor.phase() == Phase.MONITOR);
        Patience.await().untilAsserted(() -> {
            assertThat(requests(registry, "normal", "none")).isPositive();
            assertThat(requests(registry, "emergency", "emergency")).isEqualTo(1);
        });
        Patience.await().until(() -> logged("episode").isPresent());
        assertThat(logged("start").orElseThrow().get("message").asString()).startsWith("memory is governed: ");
        JsonNode change = logged("level-change").orElseThrow();
        assertThat(change.get("message").asString()).startsWith("memory pressure NORMAL -> ");
        JsonNode fields = change.get("memsafe");
        assertThat(fields.get("from").asString()).isEqualTo("NORMAL");
        assertThat(fields.get("area").asString()).isEqualTo("tank");
        assertThat(fields.get("areaRatio").asDouble()).isPositive();
        assertThat(fields.get("heapCapacityBytes").asLong()).isPositive();
        JsonNode episode = logged("episode").orElseThrow();
        assertThat(episode.get("message").asString()).startsWith("memory pressure is over after ");
        assertThat(episode.get("memsafe").get("worst").asString()).isEqualTo("EMERGENCY");
        assertThat(episode.get("memsafe").get("durationMillis").asLong()).isPositive();
    }

    private static long requests(MeterRegistry registry, String level, String reason) {
        return registry
                .find("http.server.requests")
                .tags("memsafe.level", level, "memsafe.shed.reason", reason)
                .timers()
                .stream()
                .mapToLong(timer -> timer.count())
                .sum();
    }

    /** The first line of a kind. */
    private static Optional<JsonNode> logged(String event) throws IOException {
        return Files.readAllLines(log).stream()
                .map(JSON::readTree)
                .filter(line -> line.has("memsafe")
                        && event.equals(line.get("memsafe").path("event").asString("")))
                .findFirst();
    }
}
