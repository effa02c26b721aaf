package io.memsafe.web;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memsafe.MemoryGovernor;
import io.memsafe.fork.SystemProgram;
import io.memsafe.mapped.MappedTable;
import io.memsafe.mapped.MappedTableWriter;
import io.memsafe.response.OrderlyStop;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

class HealthServletTest {
    private static final String HOSTILE = "/%3Cscript%3Edocument.title=1%22";

    private final MemoryGovernor governor = MemoryGovernor.start();
    private final MemoryShedFilter filter =
            MemoryShedFilter.with(governor).exempt("/health/*", "/public/*").build();
    private final OrderlyStop stop = OrderlyStop.builder().build();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @BeforeEach
    void start() throws Exception {
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addFilter(new FilterHolder(filter), "/*", null);
        context.addServlet(
                new ServletHolder(HealthServlet.with(governor)
                        .filter(filter)
                        .stop(stop)
                        .details(true)
                        .build()),
                "/health/*");
        context.addServlet(new ServletHolder(HealthServlet.with(governor).build()), "/public/*");
        context.addServlet(new ServletHolder(new Hello()), "/");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void close() throws Exception {
        server.stop();
        stop.close();
        filter.close();
        governor.close();
    }

    /** Answers whatever is asked. */
    private static final class Hello extends jakarta.servlet.http.HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(
                jakarta.servlet.http.HttpServletRequest request, jakarta.servlet.http.HttpServletResponse response)
                throws IOException {
            response.getOutputStream().write('!');
        }
    }

    private String url(String path) {
        return "http://127.0.0.1:" + connector.getLocalPort() + path;
    }

    private HttpURLConnection open(String path) throws IOException {
        return (HttpURLConnection) URI.create(url(path)).toURL().openConnection();
    }

    private JsonNode json(String path) throws IOException {
        HttpURLConnection connection = open(path);
        assertThat(connection.getContentType()).startsWith("application/json");
        try (InputStream body =
                connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return JsonMapper.shared().readTree(body);
        }
    }

    @Test
    void aServerThatAnswersIsAliveAndReady() throws IOException {
        assertThat(open("/health/live").getResponseCode()).isEqualTo(200);
        assertThat(open("/health/ready").getResponseCode()).isEqualTo(200);
        assertThat(json("/health/ready").path("status").asString()).isEqualTo("UP");
        assertThat(open("/health/live").getHeaderField("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void aServerThatStopsIsAliveAndNotReady() throws IOException {
        stop.begin("the test");
        assertThat(open("/health/live").getResponseCode()).isEqualTo(200);
        assertThat(open("/health/ready").getResponseCode()).isEqualTo(503);
        assertThat(json("/health/ready").path("status").asString()).isEqualTo("REFUSING_TRAFFIC");
        assertThat(json("/health/detail").path("ready").asBoolean()).isFalse();
    }

    @Test
    void detailsTellWhatIsKnown() throws IOException {
        open("/orders/17").getResponseCode();
        JsonNode detail = json("/health/detail");
        assertThat(detail.path("level").asString()).isEqualTo("NORMAL");
        assertThat(detail.path("phase").asString()).isEqualTo("MONITOR");
        assertThat(detail.path("heap").path("maxBytes").asLong())
                .isEqualTo(Runtime.getRuntime().maxMemory());
        assertThat(detail.path("areas").path(0).path("name").asString()).isEqualTo("heap");
        assertThat(detail.path("budgets").findValuesAsString("name")).containsExactly("memory", "web");
        assertThat(detail.path("requests").path("admitted").asLong()).isEqualTo(1);
        assertThat(detail.path("routes").path(0).path("route").asString()).isEqualTo("GET /orders/{}");
    }

    @Test
    void detailsTellWhatTablesMapOnceThereAreSome(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("countries.table");
        try (MappedTableWriter writer = MappedTableWriter.create(file)) {
            writer.put("DE", new byte[100_000]);
            writer.finish();
        }
        try (MappedTable table = MappedTable.open(file)) {
            await().untilAsserted(() ->
                    assertThat(measure("mapped-tables").path("value").asLong()).isEqualTo(table.mappedBytes()));
            assertThat(measure("mapped-tables").path("unit").asString()).isEqualTo("BYTES");
            assertThat(measure("mapped-buffers").path("value").asLong()).isGreaterThanOrEqualTo(table.mappedBytes());
        }
    }

    private JsonNode measure(String name) throws IOException {
        for (JsonNode measure : json("/health/detail").path("measures")) {
            if (measure.path("name").asString().equals(name)) {
                return measure;
            }
        }
        return MissingNode.getInstance();
    }

    @Test
    void detailsAreOffUnlessSwitchedOn() throws IOException {
        assertThat(open("/public/live").getResponseCode()).isEqualTo(200);
        assertThat(open("/public/detail").getResponseCode()).isEqualTo(404);
        assertThat(open("/public/").getResponseCode()).isEqualTo(404);
        assertThat(open("/health/other").getResponseCode()).isEqualTo(404);
    }

    @Test
    void whatStrangersSendIsText() throws IOException {
        open(HOSTILE).getResponseCode();
        HttpURLConnection connection = open("/health/detail");
        try (InputStream body = connection.getInputStream()) {
            assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("\\u003cscript\\u003e")
                    .doesNotContain("<script>");
        }
        assertThat(json("/health/detail").path("routes").findValuesAsString("route"))
                .anyMatch(route -> route.contains("<script>"));
    }

    @Test
    void thePageShowsItInARealBrowser(@TempDir Path folder) throws Exception {
        Optional<Path> chromium = SystemProgram.find("chromium");
        assumeTrue(chromium.isPresent(), "no chromium is installed");
        open("/orders/17").getResponseCode();
        open(HOSTILE).getResponseCode();
        Path output = folder.resolve("page.html");
        Process browser = new ProcessBuilder(List.of(
                        chromium.get().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--virtual-time-budget=5000",
                        "--dump-dom",
                        url("/health/")))
                .redirectOutput(output.toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        assertThat(browser.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(output)
                .content(StandardCharsets.UTF_8)
                .contains("<h1 id=\"level\" class=\"NORMAL\">NORMAL</h1>")
                .contains("<td>heap</td>")
                .contains("<td>GET /orders/{}</td>")
                .contains("&lt;script&gt;document")
                .contains("<title>memory</title>")
                .contains("<p id=\"gone\"></p>");
    }
}
