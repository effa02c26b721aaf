package io.memsafe.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.fork.Patience;
import io.memsafe.response.Demand;
import io.memsafe.web.MemoryShedFilter;
import io.memsafe.web.RouteStatistics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** A real application with a real server, which has the starter and its properties, and no code for it. */
class ApplicationTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static ServletWebServerApplicationContext shop;

    @BeforeAll
    static void starts() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("server.port", "0");
        properties.put("management.endpoints.web.exposure.include", "*");
        properties.put("management.endpoint.health.probes.enabled", "true");
        properties.put("management.endpoint.health.show-details", "always");
        properties.put("spring.cache.cache-names", "products");
        properties.put("spring.cache.caffeine.spec", "maximumSize=500");
        properties.put("memsafe.web.sheddable", "/customers/*");
        properties.put("memsafe.web.status.enabled", "true");
        properties.put("memsafe.responses.recovery-step", "100ms");
        properties.put("memsafe.responses.executors", "applicationTaskExecutor");
        SpringApplication application = new SpringApplication(Shop.class);
        application.setDefaultProperties(properties);
        shop = (ServletWebServerApplicationContext) application.run();
    }

    @AfterAll
    static void ends() {
        shop.close();
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:" + shop.getWebServer().getPort() + path);
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theFilterIsInFrontAndKnowsTheRoutesOfTheControllers() throws Exception {
        assertThat(get("/customers/alice/orders").body()).isEqualTo("orders of alice");
        assertThat(get("/customers/bob/orders").body()).isEqualTo("orders of bob");
        MemoryShedFilter filter = shop.getBean(MemoryShedFilter.class);
        assertThat(filter.statistics().admitted()).isPositive();
        assertThat(filter.routes())
                .extracting(RouteStatistics::route)
                .contains("GET /customers/{}/orders")
                .noneMatch(route -> route.contains("alice") || route.contains("bob"));
    }

    @Test
    void theMetersOfGovernorAndFilterAreBound() {
        MeterRegistry registry = shop.getBean(MeterRegistry.class);
        assertThat(registry.find("memsafe.level").gauge()).isNotNull();
        assertThat(registry.getMeters())
                .anyMatch(meter -> meter.getId().getName().startsWith("memsafe.web"));
    }

    @Test
    void theEndpointTellsWhatIsKnownAndThePageIsThere() throws Exception {
        assertThat(get("/actuator/memsafe").body())
                .contains("\"level\":\"")
                .contains("\"collector\":")
                .contains("\"name\":\"web\"")
                .contains("\"routes\":");
        assertThat(get("/memsafe/").body()).contains("<html");
        assertThat(get("/actuator/health").body()).contains("\"memsafe\":{").contains("heapCapacityBytes");
    }

    @Test
    void theEndpointDoesNothingUntilItIsOpened() throws Exception {
        for (String action : new String[] {"reclaim", "snapshot"}) {
            URI uri = URI.create("http://localhost:" + shop.getWebServer().getPort() + "/actuator/memsafe/" + action);
            HttpRequest post = HttpRequest.newBuilder(uri)
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(CLIENT.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void requestsAreObservedAsEverUnlessItIsWanted() throws Exception {
        get("/customers/alice/orders");
        MeterRegistry registry = shop.getBean(MeterRegistry.class);
        Patience.await().until(() -> registry.find("http.server.requests").timer() != null);
        assertThat(registry.find("http.server.requests")
                        .tagKeys("memsafe.level")
                        .timer())
                .isNull();
    }

    @Test
    void readinessCachesLimitsAndPoolsFollowTheLevelAndComeBack() throws Exception {
        Tank tank = shop.getBean(Tank.class);
        MemoryGovernor governor = shop.getBean(MemoryGovernor.class);
        @SuppressWarnings("unchecked")
        Cache<String, byte[]> images = shop.getBean("images", Cache.class);
        var products = shop.getBean(CaffeineCacheManager.class).getCache("products");
        for (int i = 0; i < 1_000; i++) {
            products.put(i, i);
            images.put("image " + i, new byte[1]);
        }
        ThreadPoolTaskExecutor pool = shop.getBean(ThreadPoolTaskExecutor.class);
        int threads = pool.getCorePoolSize();
        assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        tank.overflow();
        Patience.await().until(() -> governor.level() == PressureLevel.EMERGENCY);
        Patience.await().until(() -> get("/actuator/health/readiness").statusCode() == 503);
        Patience.await().until(() -> images.estimatedSize() < 1_000);
        Patience.await().until(() -> pool.getCorePoolSize() < threads);
        Patience.await().until(() -> shop.getBean(Shop.class).demand.get().depth() > 0);
        assertThat(get("/actuator/health/liveness").statusCode())
                .as("a server that refuses lives")
                .isEqualTo(200);
        assertThat(get("/actuator/health").body()).contains("OUT_OF_SERVICE");
        tank.empty();
        Patience.await().until(() -> get("/actuator/health/readiness").statusCode() == 200);
        Patience.await().until(() -> shop.getBean(Shop.class).demand.get().equals(Demand.NONE));
        Patience.await().until(() -> pool.getCorePoolSize() == threads);
        assertThat(get("/actuator/memsafe").body())
                .contains("\"to\":\"EMERGENCY\"")
                .contains("tank is");
    }

    @Test
    void whatTheApplicationItselfRefusesStaysRefused() throws Exception {
        AvailabilityChangeEvent.publish(shop, ReadinessState.REFUSING_TRAFFIC);
        Tank tank = shop.getBean(Tank.class);
        MemoryGovernor governor = shop.getBean(MemoryGovernor.class);
        tank.overflow();
        Patience.await().until(() -> governor.level() == PressureLevel.EMERGENCY);
        tank.empty();
        Patience.await().until(() -> governor.level() == PressureLevel.NORMAL);
        Patience.await().until(() -> shop.getBean(Shop.class).demand.get().equals(Demand.NONE));
        assertThat(shop.getBean(ApplicationAvailability.class).getReadinessState())
                .isEqualTo(ReadinessState.REFUSING_TRAFFIC);
        AvailabilityChangeEvent.publish(shop, ReadinessState.ACCEPTING_TRAFFIC);
        assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    }
}
