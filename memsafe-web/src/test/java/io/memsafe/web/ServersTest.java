package io.memsafe.web;

import static io.memsafe.fork.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.MemoryGovernor;
import io.memsafe.admission.BudgetPriority;
import io.memsafe.admission.MemoryBudget;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter in front of a servlet, in the servers that programs use. */
class ServersTest {
    private final MemoryGovernor governor = MemoryGovernor.start();
    private final MemoryBudget budget = governor.budget();
    private final MemoryShedFilter filter = MemoryShedFilter.with(governor)
            .exempt("/health/*")
            .critical("/pay/*")
            .sheddable("/report/*")
            .retryAfterSeconds(2, 4)
            .build();
    private final Paths paths = new Paths();

    @AfterEach
    void close() {
        filter.close();
        governor.close();
    }

    /** Does what the path says. */
    private static final class Paths extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient CountDownLatch entered = new CountDownLatch(1);
        private final transient CountDownLatch go = new CountDownLatch(1);

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            String path = request.getRequestURI();
            if (path.startsWith("/error")) {
                throw new OutOfMemoryError("thrown by the test");
            } else if (path.startsWith("/exception")) {
                throw new ServletException("thrown by the test");
            } else if (path.startsWith("/wait")) {
                pass(go);
            } else if (path.startsWith("/async")) {
                if (request.getDispatcherType() == DispatcherType.REQUEST) {
                    startAsync(request, path);
                    return;
                }
            } else if (path.startsWith("/read")) {
                long bytes = request.getInputStream().readAllBytes().length;
                response.getOutputStream().write(Long.toString(bytes).getBytes(UTF_8));
                return;
            } else if (path.startsWith("/text")) {
                long characters =
                        request.getReader().lines().mapToLong(String::length).sum();
                response.getOutputStream().write(Long.toString(characters).getBytes(UTF_8));
                return;
            } else if (path.startsWith("/missing")) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            response.getOutputStream().write("done".getBytes(UTF_8));
        }

        private void startAsync(HttpServletRequest request, String path) {
            AsyncContext context = request.startAsync();
            if (path.endsWith("timeout")) {
                context.setTimeout(200);
                return;
            }
            context.setTimeout(30_000);
            Thread worker = new Thread(() -> {
                try {
                    pass(go);
                    if (path.endsWith("dispatch")) {
                        context.dispatch();
                    } else {
                        context.getResponse().getOutputStream().write("done".getBytes(UTF_8));
                        context.complete();
                    }
                } catch (IOException e) {
                    context.complete();
                }
            });
            worker.start();
        }

        private void pass(CountDownLatch latch) throws IOException {
            entered.countDown();
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    /** What came back. */
    private record Answer(int status, String body, Map<String, List<String>> headers) {
        String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> name.equalsIgnoreCase(entry.getKey()))
                    .map(entry -> entry.getValue().get(0))
                    .findFirst()
                    .orElse("");
        }
    }

    private static Answer get(WebServer server, String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + server.port() + path).toURL().openConnection();
        connection.setReadTimeout(30_000);
        return answer(connection);
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(
                    status, body == null ? "" : new String(body.readAllBytes(), UTF_8), connection.getHeaderFields());
        }
    }

    private void assertNothingIsLeft() {
        await().untilAsserted(() -> {
            assertThat(filter.statistics().inFlight()).isZero();
            assertThat(filter.statistics().reservedBytes()).isZero();
        });
        assertThat(filter.statistics().abandoned()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatDoesNotFitIsRefused(WebServer.Kind kind) throws Exception {
        try (WebServer server = kind.start(filter, paths)) {
            assertThat(get(server, "/report/a").status()).isEqualTo(200);
            // A budget of the same name: what is taken from it counts as what requests in flight have.
            MemoryBudget web = budget.children().get(0);
            long limit = web.limitBytes();
            web.tryReserve(limit - 1);
            Answer answer = get(server, "/report/never-seen");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isIn("2", "3", "4");
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.body())
                    .contains("\"status\":503")
                    .doesNotContain("memsafe")
                    .doesNotContain("heap");
            assertThat(get(server, "/health/live").status()).as("always passes").isEqualTo(200);
            web.release(limit - 1);
            assertThat(get(server, "/report/never-seen").status())
                    .as("over at once")
                    .isEqualTo(200);
            ShedStatistics statistics = filter.statistics();
            assertThat(statistics.shed()).isEqualTo(1);
            assertThat(statistics.shedByReason()).containsEntry(ShedReason.NO_ROOM, 1L);
            assertThat(statistics.shedByPriority()).containsEntry(BudgetPriority.SHEDDABLE, 1L);
            assertThat(statistics.admitted()).isEqualTo(2);
            assertNothingIsLeft();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverARequestEndsWithItsBytesComeBack(WebServer.Kind kind) throws Exception {
        try (WebServer server = kind.start(filter, paths)) {
            assertFails(server, "/error");
            assertThat(get(server, "/exception").status()).isEqualTo(500);
            assertThat(get(server, "/missing").status()).isEqualTo(404);
            assertThat(get(server, "/a").body()).isEqualTo("done");
            assertThat(filter.statistics().admitted())
                    .as("the client may ask once more where the connection broke")
                    .isBetween(4L, 5L);
            assertNothingIsLeft();
            assertThat(filter.routes())
                    .extracting(RouteStatistics::route)
                    .contains("GET /error", "GET /exception", "GET /missing", "GET /a");
            assertThat(filter.routes())
                    .filteredOn(route -> route.route().equals("GET /a"))
                    .singleElement()
                    .satisfies(route -> assertThat(route.meanBytes()).isPositive());
        }
    }

    /** Tomcat closes the connection without an answer. */
    private static void assertFails(WebServer server, String path) {
        try {
            assertThat(get(server, path).status()).isEqualTo(500);
        } catch (IOException e) {
            assertThat(e).hasMessage("Unexpected end of file from server");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRequestCountsWhileItRuns(WebServer.Kind kind) throws Exception {
        try (WebServer server = kind.start(filter, paths);
                Socket client = new Socket("127.0.0.1", server.port())) {
            client.getOutputStream().write("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
            paths.entered.await();
            assertThat(filter.statistics().inFlight()).isEqualTo(1);
            paths.go.countDown();
            assertNothingIsLeft();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAsynchronousRequestCountsUntilItIsComplete(WebServer.Kind kind) throws Exception {
        try (WebServer server = kind.start(filter, paths);
                Socket client = new Socket("127.0.0.1", server.port())) {
            client.getOutputStream().write("GET /async HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
            paths.entered.await();
            await().untilAsserted(
                            () -> assertThat(filter.statistics().inFlight()).isEqualTo(1));
            paths.go.countDown();
            assertNothingIsLeft();
            assertThat(filter.statistics().admitted()).isEqualTo(1);
            assertThat(filter.routes())
                    .filteredOn(route -> route.route().equals("GET /async"))
                    .singleElement()
                    .satisfies(route -> assertThat(route.meanBytes())
                            .as("it is learned from")
                            .isPositive());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAsynchronousRequestThatIsDispatchedIsOne(WebServer.Kind kind) throws Exception {
        paths.go.countDown();
        try (WebServer server = kind.start(filter, paths)) {
            for (int i = 0; i < 20; i++) {
                assertThat(get(server, "/async/dispatch").body()).isEqualTo("done");
            }
            assertThat(filter.statistics().admitted()).isEqualTo(20);
            assertNothingIsLeft();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAsynchronousRequestThatTimesOutGivesItsBytesBack(WebServer.Kind kind) throws Exception {
        try (WebServer server = kind.start(filter, paths)) {
            assertThat(get(server, "/async/timeout").status()).isGreaterThanOrEqualTo(500);
            assertNothingIsLeft();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatGoesAwayLeavesNothingBehind(WebServer.Kind kind) throws Exception {
        try (WebServer server = kind.start(filter, paths)) {
            try (Socket client = new Socket("127.0.0.1", server.port())) {
                client.getOutputStream().write("GET /async HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
                paths.entered.await();
            }
            paths.go.countDown();
            assertNothingIsLeft();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatIsTooLargeIsRefused(WebServer.Kind kind) throws Exception {
        try (MemoryShedFilter bounded =
                        MemoryShedFilter.with(governor).mostBodyBytes(1_000).build();
                WebServer server = kind.start(bounded, paths)) {
            for (boolean told : List.of(true, false)) {
                for (String path : List.of("/read", "/text")) {
                    assertThat(post(server, path, 1_000, told).body()).isEqualTo("1000");
                    Answer refused = post(server, path, 100_000, told);
                    assertThat(refused.status()).as("%s, told: %s", path, told).isEqualTo(413);
                    assertThat(refused.body()).contains("\"status\":413");
                }
            }
            assertThat(get(server, "/a").status()).isEqualTo(200);
            await().untilAsserted(
                            () -> assertThat(bounded.statistics().inFlight()).isZero());
        }
    }

    private static Answer post(WebServer server, String path, int bytes, boolean told) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + server.port() + path).toURL().openConnection();
        connection.setDoOutput(true);
        connection.setReadTimeout(30_000);
        if (told) {
            connection.setFixedLengthStreamingMode(bytes);
        } else {
            connection.setChunkedStreamingMode(500);
        }
        try {
            connection.getOutputStream().write(new byte[bytes]);
            connection.getOutputStream().close();
        } catch (IOException e) {
            // The server has answered before it was sent all.
        }
        return answer(connection);
    }

    @ParameterizedTest
    @EnumSource
    void afterCloseEverythingPasses(WebServer.Kind kind) throws Exception {
        try (WebServer server = kind.start(filter, paths)) {
            budget.children().get(0).tryReserve(budget.children().get(0).limitBytes());
            assertThat(get(server, "/report").status()).isEqualTo(503);
            filter.close();
            assertThat(get(server, "/report").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aContainerStartsItWithParameters(WebServer.Kind kind) throws Exception {
        MemoryShedFilter declared = new MemoryShedFilter();
        Map<String, String> parameters = Map.of(
                "exempt", "/health/*, /admin/*",
                "critical", "/pay/*",
                "sheddable", "*.pdf",
                "default-priority", "Critical",
                "retry-after-seconds", "3");
        try (WebServer server = kind.start(declared, parameters, paths)) {
            assertThat(get(server, "/admin/x").status()).isEqualTo(200);
            assertThat(declared.statistics().admitted()).isZero();
            assertThat(get(server, "/a.pdf").status()).isEqualTo(200);
            assertThat(declared.statistics().admitted()).isEqualTo(1);
        }
    }

    @Test
    void aContainerFindsIt() {
        assertThat(ServiceLoader.load(ServletContainerInitializer.class).stream())
                .anyMatch(found -> found.type() == ShedFilterInitializer.class);
    }

    @Test
    void aContextSwitchesItOn() throws Exception {
        assertThat(patterns(Map.of("memsafe.filter", "true", "memsafe.exempt", "/health/*")))
                .containsExactly("/*");
        assertThat(patterns(Map.of("memsafe.exempt", "/health/*")))
                .as("off by default")
                .isNull();
        assertThatThrownBy(() -> patterns(Map.of("memsafe.filter", "true", "memsafe.exempt", "health")))
                .satisfies(
                        thrown -> assertThat(causes(thrown)).anyMatch(message -> message.endsWith("but is 'health'")));
    }

    private static Collection<String> patterns(Map<String, String> contextParameters) throws Exception {
        Server server = new Server();
        ServletContextHandler context = new ServletContextHandler("/");
        contextParameters.forEach(context::setInitParameter);
        context.addServletContainerInitializer(new ShedFilterInitializer());
        server.setHandler(context);
        try {
            server.start();
            FilterRegistration found = context.getServletContext().getFilterRegistration("memsafe");
            return found == null ? null : found.getUrlPatternMappings();
        } finally {
            server.stop();
        }
    }

    private static Stream<String> causes(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).map(cause -> "" + cause.getMessage());
    }

    @Test
    void aWrongParameterIsNamed() {
        assertWrong(
                Map.of("exemt", "/health"),
                "no parameter 'exemt'; there are [cancel-largest, client-share, critical, deadline-seconds,"
                        + " default-priority, exempt, load-report, most-body-bytes, retry-after-seconds, sheddable,"
                        + " throttle-uploads]");
        assertWrong(Map.of("exempt", "health"), "a path pattern must be /path, /prefix/* or *.suffix, but is 'health'");
        assertWrong(
                Map.of("default-priority", "high"),
                "default-priority must be sheddable, default or critical, but is 'high'");
        assertWrong(
                Map.of("retry-after-seconds", "soon"),
                "retry-after-seconds must be seconds, such as 3 or 1-5, but is 'soon'");
        assertWrong(Map.of("most-body-bytes", "2 MB"), "most-body-bytes must be a number of bytes, but is '2 MB'");
        assertWrong(Map.of("most-body-bytes", "-1"), "most body bytes must be 0 or more, but are -1");
        assertWrong(
                Map.of("client-share", "much"),
                "client-share must be a part of the budget, such as 0.25, but is 'much'");
        assertWrong(Map.of("client-share", "0"), "client share must be more than 0 and at most 1, but is 0.0");
        assertWrong(Map.of("deadline-seconds", "soon"), "deadline-seconds must be a number of seconds, but is 'soon'");
        assertWrong(Map.of("deadline-seconds", "0"), "deadline must be more than 0, but is PT0S");
        assertWrong(Map.of("deadline-seconds", "100000"), "deadline must be 0 to PT24H, but is PT27H46M40S");
        assertWrong(Map.of("cancel-largest", "yes"), "cancel-largest must be true or false, but is 'yes'");
        assertWrong(
                Map.of("retry-after-seconds", "5-1"),
                "retry-after seconds must be 1 <= least <= most <= 3600, but least is 5 and most is 1");
    }

    private void assertWrong(Map<String, String> parameters, String message) {
        assertThatThrownBy(() -> WebServer.Kind.JETTY.start(new MemoryShedFilter(), parameters, paths))
                .satisfies(thrown -> assertThat(causes(thrown)).anyMatch(found -> found.endsWith(message)));
    }
}
