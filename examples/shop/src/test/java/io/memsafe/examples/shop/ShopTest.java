package io.memsafe.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memsafe.examples.web.DemoServer;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.LocalPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** The shop as a person runs it, on both of its databases, and its demo. */
class ShopTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private static String get(ServletWebServerApplicationContext shop, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:" + shop.getWebServer().getPort() + path);
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static void assertSells(String... arguments) throws Exception {
        try (var shop = (ServletWebServerApplicationContext) SpringApplication.run(ShopApplication.class, arguments)) {
            assertThat(get(shop, "/products/17")).contains("\"id\":17").contains("\"cents\":117");
            assertThat(get(shop, "/reports/sales?rows=200")).contains("\"sales\":200");
            assertThat(get(shop, "/actuator/health/readiness")).contains("UP");
            assertThat(get(shop, "/actuator/memsafe"))
                    .contains("GET /reports/sales")
                    .contains("\"admitted\":2");
            assertThat(get(shop, "/memsafe/")).contains("<html");
        }
    }

    @Test
    void sellsFromH2() throws Exception {
        assertSells("--server.port=0");
    }

    @Test
    void sellsFromPostgres() throws Exception {
        assumeTrue(LocalPostgres.isInstalled(), "no PostgreSQL server is installed");
        try (LocalPostgres postgres = LocalPostgres.start()) {
            assertSells(
                    "--server.port=0",
                    "--spring.profiles.active=postgres",
                    "--spring.datasource.url=" + postgres.url(),
                    "--spring.datasource.username=" + postgres.user());
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void theDemoShowsBoth() throws Exception {
        Path chart = folder.resolve("chart.html");
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .ownClassPath()
                .timeout(Duration.ofMinutes(3))
                .main(ShopDemo.class.getName(), "--seconds", "4", "--chart", chart.toString())
                .run();
        // On a busy machine neither may be quick enough; what is shown is the same.
        assertThat(result.exitCode()).as("%s", result).isIn(0, 1);
        assertThat(result.lines())
                .anyMatch(line -> line.startsWith("overload, 4 s, 3.0 times"))
                .anyMatch(line -> line.matches("level .* - +(NORMAL|WARNING|CRITICAL|EMERGENCY)"))
                .noneMatch(line -> line.startsWith(DemoServer.PORT))
                .contains("Pictures: " + chart);
        assertThat(Files.readString(chart)).contains("without", "with memsafe");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aMistakeIsNamed() {
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .ownClassPath()
                .main(ShopDemo.class.getName(), "--heap", "8")
                .run();
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errorTail()).contains("demo --shop: --heap 8 is too small");
    }
}
