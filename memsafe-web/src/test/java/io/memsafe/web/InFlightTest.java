package io.memsafe.web;

import static io.memsafe.fork.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.Unit;
import io.memsafe.admission.MemoryBudget;
import io.memsafe.response.OrderlyStop;
import io.memsafe.spi.MemorySignal;
import io.memsafe.spi.SignalSink;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the filter can do about requests that are in flight, in the servers that programs use. */
class InFlightTest {
    private static final int HELD = 8 << 20;
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    private final Tank tank = new Tank();
    private final MemoryGovernor governor =
            MemoryGovernor.builder().signal(tank).start();
    private final Paths paths = new Paths();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        paths.go.countDown();
        governor.close();
    }

    /** An area that the test fills, at once or little by little. */
    private static final class Tank implements MemorySignal {
        private static final long LIMIT = 10_000;
        private static final long FROM = 8_500;
        private static final double PER_SECOND = 500;
        private static final double SECONDS = 3.5;

        private volatile long used;
        private volatile long risesSinceNanos;

        /** Rises until it is full, and again. */
        void rise() {
            risesSinceNanos = System.nanoTime();
        }

        @Override
        public String name() {
            return "tank";
        }

        @Override
        public Duration interval() {
            return Duration.ofMillis(10);
        }

        @Override
        public void open() {
            // Nothing to open.
        }

        @Override
        public void read(SignalSink sink) {
            long since = risesSinceNanos;
            double seconds = (System.nanoTime() - since) / 1e9 % SECONDS;
            long now = since == 0 ? used : FROM + (long) (PER_SECOND * seconds);
            sink.area("tank", Unit.COUNT, Math.min(LIMIT, now), LIMIT, PressureLevel.EMERGENCY);
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }

    /** Does what the path says. */
    private static final class Paths extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient CountDownLatch go = new CountDownLatch(1);
        private final AtomicInteger holding = new AtomicInteger();
        private final AtomicInteger stopped = new AtomicInteger();

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            switch (request.getRequestURI()) {
                case "/hold" -> {
                    byte[] held = new byte[HELD];
                    holding.incrementAndGet();
                    pass();
                    response.setIntHeader("held", held.length);
                }
                case "/fill" -> {
                    byte[] held = new byte[HELD];
                    while (held.length > 0 && go.getCount() > 0) {
                        CancellationToken.of(request).throwIfCancelled();
                    }
                }
                case "/back" -> {
                    if (request.getDispatcherType() == DispatcherType.REQUEST) {
                        request.startAsync().dispatch();
                        return;
                    }
                    while (go.getCount() > 0) {
                        CancellationToken.of(request).throwIfCancelled();
                    }
                }
                case "/work" -> {
                    CancellationToken token = CancellationToken.of(request);
                    token.onCancel(stopped::incrementAndGet);
                    while (go.getCount() > 0) {
                        token.throwIfCancelled();
                        Thread.onSpinWait();
                    }
                }
                case "/read" -> {
                    long bytes = 0;
                    byte[] buffer = new byte[8_192];
                    InputStream body = request.getInputStream();
                    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                        bytes += read;
                    }
                    response.getOutputStream().write(Long.toString(bytes).getBytes(UTF_8));
                    return;
                }
                default -> {}
            }
            response.getOutputStream()
                    .write(Thread.currentThread().getClass().getSimpleName().getBytes(UTF_8));
        }

        private void pass() throws IOException {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    /** A server that ends what its requests wait for before it waits for them. */
    private WebServer start(WebServer.Kind kind, MemoryShedFilter filter, @Nullable Executor threads) throws Exception {
        WebServer server = kind.start(new WebServer.Setup(filter, Map.of(), paths, threads, null));
        return new WebServer() {
            @Override
            public int port() {
                return server.port();
            }

            @Override
            public void close() throws Exception {
                paths.go.countDown();
                server.close();
            }
        };
    }

    private static HttpRequest.Builder request(WebServer server, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(30));
    }

    private CompletableFuture<HttpResponse<String>> later(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.BodyPublisher bytes(int count) {
        return HttpRequest.BodyPublishers.ofByteArray(new byte[count]);
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatHasItsShareInFlightIsToldSo(WebServer.Kind kind) throws Exception {
        try (MemoryShedFilter filter = MemoryShedFilter.with(governor)
                        .clientShare(0.000_001, request -> request.getHeader("client"))
                        .build();
                WebServer server = start(kind, filter, null)) {
            var first = later(request(server, "/hold").header("client", "a"));
            await().until(() -> paths.holding.get() == 1);
            await().until(() -> filter.statistics().reservedBytes() >= HELD);
            HttpResponse<String> refused = get(request(server, "/other").header("client", "a"));
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.body()).contains("\"status\":429");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(get(request(server, "/other").header("client", "b")).statusCode())
                    .isEqualTo(200);
            assertThat(get(request(server, "/another")).statusCode()).isEqualTo(200);
            paths.go.countDown();
            assertThat(first.get().statusCode()).isEqualTo(200);
            assertThat(get(request(server, "/one-more").header("client", "a")).statusCode())
                    .isEqualTo(200);
            assertThat(filter.statistics().shedByReason()).containsEntry(ShedReason.CLIENT_SHARE, 1L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatTakesTooLongIsAskedToEnd(WebServer.Kind kind) throws Exception {
        try (MemoryShedFilter filter = MemoryShedFilter.with(governor)
                        .deadline(Duration.ofMillis(100))
                        .build();
                WebServer server = start(kind, filter, null)) {
            HttpResponse<String> answer = get(request(server, "/work"));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("\"status\":503");
            await().until(() -> paths.stopped.get() == 1);
            assertThat(filter.statistics().cancelled()).isEqualTo(1);
            assertThat(filter.statistics().inFlight()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatComesBackAsynchronouslyIsAskedToo(WebServer.Kind kind) throws Exception {
        try (MemoryShedFilter filter = MemoryShedFilter.with(governor)
                        .deadline(Duration.ofMillis(100))
                        .build();
                WebServer server = start(kind, filter, null)) {
            assertThat(get(request(server, "/back")).statusCode()).isEqualTo(503);
            await().until(() -> filter.statistics().inFlight() == 0);
            assertThat(filter.statistics().reservedBytes()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void atEmergencyWhatHoldsMostIsAskedToEnd(WebServer.Kind kind) throws Exception {
        try (MemoryShedFilter filter =
                        MemoryShedFilter.with(governor).cancelLargest(true).build();
                WebServer server = start(kind, filter, null)) {
            var filling = later(request(server, "/fill"));
            await().until(() -> filter.statistics().reservedBytes() >= HELD);
            tank.rise();
            assertThat(filling.get().statusCode()).isEqualTo(503);
            assertThat(filter.statistics().cancelled()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUploadWaitsWhileMemoryIsShort(WebServer.Kind kind) throws Exception {
        try (MemoryShedFilter filter = MemoryShedFilter.with(governor).build();
                WebServer server = start(kind, filter, null)) {
            for (int i = 0; i < 20; i++) {
                assertThat(get(upload(server)).body()).isEqualTo("1000000");
            }
            tank.used = Tank.LIMIT;
            await().until(() -> governor.level() == PressureLevel.CRITICAL);
            var waiting = later(upload(server));
            await().until(() -> filter.statistics().inFlight() == 1);
            tank.used = 0;
            assertThat(waiting.get().body()).isEqualTo("1000000");
        }
    }

    @Test
    void anUploadDoesNotWaitForEver() throws Exception {
        try (MemoryShedFilter filter = MemoryShedFilter.with(governor).build();
                WebServer server = start(WebServer.Kind.JETTY, filter, null)) {
            for (int i = 0; i < 20; i++) {
                assertThat(get(upload(server)).body()).isEqualTo("1000000");
            }
            tank.used = Tank.LIMIT;
            await().until(() -> governor.level() == PressureLevel.CRITICAL);
            HttpResponse<String> refused = get(upload(server));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Connection")).hasValue("close");
            assertThat(filter.statistics().shed()).as("it had been let in").isZero();
        }
    }

    private static HttpRequest.Builder upload(WebServer server) {
        return request(server, "/read").version(HttpClient.Version.HTTP_1_1).POST(bytes(1_000_000));
    }

    @ParameterizedTest
    @EnumSource
    void aRequestWaitsForRoomIfItMay(WebServer.Kind kind) throws Exception {
        try (MemoryShedFilter filter = MemoryShedFilter.with(governor)
                        .waitForRoom(1, Duration.ofMinutes(1))
                        .build();
                WebServer server = start(kind, filter, null)) {
            MemoryBudget web = governor.budget().children().get(0);
            long all = web.limitBytes();
            web.tryReserve(all - 1);
            var waiting = later(request(server, "/first"));
            var second = later(request(server, "/second"));
            HttpResponse<?> refused =
                    (HttpResponse<?>) CompletableFuture.anyOf(waiting, second).get();
            assertThat(refused.statusCode()).as("one may wait, not both").isEqualTo(503);
            web.release(all - 1);
            assertThat(waiting.get().statusCode() + second.get().statusCode()).isEqualTo(703);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStopWaitsForWhatIsInFlight(WebServer.Kind kind) throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        try (OrderlyStop stop = OrderlyStop.builder()
                        .grace(Duration.ofMinutes(5))
                        .action("server", stopped::countDown)
                        .build();
                MemoryShedFilter filter =
                        MemoryShedFilter.with(governor).stop(stop).build();
                WebServer server = start(kind, filter, null)) {
            assertThat(get(request(server, "/a")).headers().firstValue("Connection"))
                    .isNotEqualTo(Optional.of("close"));
            var last = later(request(server, "/hold").version(HttpClient.Version.HTTP_1_1));
            await().until(() -> paths.holding.get() == 1);
            stop.begin("test");
            assertThat(get(request(server, "/late").version(HttpClient.Version.HTTP_1_1))
                            .headers()
                            .firstValue("Connection"))
                    .hasValue("close");
            assertThat(stopped.getCount()).isEqualTo(1);
            paths.go.countDown();
            assertThat(last.get().statusCode()).isEqualTo(200);
            stopped.await();
        }
    }

    @ParameterizedTest
    @EnumSource
    void balancersAreToldHowFullItIs(WebServer.Kind kind) throws Exception {
        try (MemoryShedFilter filter =
                        MemoryShedFilter.with(governor).loadReport(true).build();
                WebServer server = start(kind, filter, null)) {
            await().untilAsserted(() -> assertThat(
                            get(request(server, "/a")).headers().firstValue("endpoint-load-metrics"))
                    .hasValueSatisfying(value -> assertThat(value)
                            .matches("TEXT application_utilization=0\\.\\d{4},mem_utilization=0\\.\\d{4},"
                                    + "rps_fractional=\\d+\\.\\d,eps=0\\.0")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestsOfHttp2AreRequests(WebServer.Kind kind) throws Exception {
        try (MemoryShedFilter filter = MemoryShedFilter.with(governor).build();
                WebServer server = start(kind, filter, null)) {
            HttpResponse<String> answer = get(request(server, "/a"));
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.statusCode()).isEqualTo(200);
            MemoryBudget web = governor.budget().children().get(0);
            long limit = web.limitBytes();
            web.tryReserve(limit - 1);
            HttpResponse<String> refused = get(request(server, "/never-seen"));
            assertThat(refused.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(refused.statusCode()).isEqualTo(503);
            web.release(limit - 1);
            assertThat(filter.statistics().inFlight()).isZero();
            assertThat(filter.statistics().reservedBytes()).isZero();
        }
    }

    /** Of every server, on pooled threads and, where there are any, on virtual ones. */
    static List<Arguments> serversAndThreads() throws ReflectiveOperationException {
        List<Arguments> all = new ArrayList<>();
        for (WebServer.Kind kind : WebServer.Kind.values()) {
            all.add(Arguments.of(kind, Executors.newCachedThreadPool(), "Thread"));
            if (Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS) {
                Object virtual = Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
                all.add(Arguments.of(kind, virtual, "VirtualThread"));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("serversAndThreads")
    void requestsAreRequestsOnWhateverThread(WebServer.Kind kind, ExecutorService threads, String name)
            throws Exception {
        try (MemoryShedFilter filter = MemoryShedFilter.with(governor).build();
                WebServer server = start(kind, filter, threads)) {
            for (int i = 0; i < 20; i++) {
                assertThat(get(request(server, "/a")).body()).endsWith(name);
            }
            var holding = later(request(server, "/hold"));
            await().until(() -> paths.holding.get() == 1);
            assertThat(filter.statistics().inFlight()).isEqualTo(1);
            paths.go.countDown();
            assertThat(holding.get().statusCode()).isEqualTo(200);
            await().untilAsserted(() -> {
                assertThat(filter.statistics().inFlight()).isZero();
                assertThat(filter.statistics().reservedBytes()).isZero();
            });
            assertThat(filter.statistics().abandoned()).isZero();
        } finally {
            threads.shutdown();
        }
    }
}
