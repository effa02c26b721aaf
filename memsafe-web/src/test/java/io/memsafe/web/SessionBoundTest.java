package io.memsafe.web;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.memsafe.MemoryGovernor;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real sessions in the servers that programs use. */
class SessionBoundTest {
    private static final int CART = 100_000;

    private final MemoryGovernor governor = MemoryGovernor.start();
    private final MemoryShedFilter filter = MemoryShedFilter.with(governor).build();
    private final Shop shop = new Shop();

    @AfterEach
    void close() {
        shop.go.countDown();
        filter.close();
        governor.close();
    }

    /** Keeps a cart in the session, and tells how long it is. */
    private static final class Shop extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient CountDownLatch go = new CountDownLatch(1);
        private final AtomicInteger waiting = new AtomicInteger();

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            switch (request.getRequestURI()) {
                case "/fill" -> request.getSession().setAttribute("cart", new byte[CART]);
                case "/login" -> {
                    request.getSession();
                    request.changeSessionId();
                }
                case "/wait" -> {
                    waiting.incrementAndGet();
                    pass();
                }
                case "/async" -> {
                    AsyncContext context = request.startAsync();
                    context.setTimeout(60_000);
                    Thread worker = new Thread(() -> {
                        waiting.incrementAndGet();
                        pass();
                        context.complete();
                    });
                    worker.start();
                    return;
                }
                default -> {}
            }
            HttpSession session = request.getSession(false);
            boolean has = session != null && session.getAttribute("cart") instanceof byte[];
            response.getOutputStream().write((has ? "full" : "empty").getBytes(StandardCharsets.US_ASCII));
        }

        private void pass() {
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Somebody with a session. */
    private record Visitor(HttpClient client, WebServer server) {
        static Visitor of(WebServer server) {
            HttpClient client = HttpClient.newBuilder()
                    .cookieHandler(new CookieManager())
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            return new Visitor(client, server);
        }

        private HttpRequest request(String path) {
            return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                    .timeout(Duration.ofSeconds(60))
                    .build();
        }

        String get(String path) throws IOException, InterruptedException {
            return client.send(request(path), HttpResponse.BodyHandlers.ofString())
                    .body();
        }

        CompletableFuture<HttpResponse<String>> later(String path) {
            return client.sendAsync(request(path), HttpResponse.BodyHandlers.ofString());
        }
    }

    /** A bound of so many bytes. */
    private SessionBound bound(double bytes) {
        long capacity = governor.assessment().heap().capacityBytes();
        return SessionBound.with(governor).share(bytes / capacity).build();
    }

    @ParameterizedTest
    @EnumSource
    void whatHasNotBeenUsedForLongestIsEndedFirst(WebServer.Kind kind) throws Exception {
        try (SessionBound sessions = bound(3.5 * CART);
                WebServer server = kind.start(new WebServer.Setup(filter, Map.of(), shop, null, sessions))) {
            List<Visitor> visitors =
                    Stream.generate(() -> Visitor.of(server)).limit(3).toList();
            for (Visitor visitor : visitors) {
                assertThat(visitor.get("/fill")).isEqualTo("full");
            }
            await().until(() -> sessions.statistics().bytes() >= 3 * CART);
            assertThat(visitors.get(0).get("/look")).isEqualTo("full");
            assertThat(visitors.get(0).get("/login"))
                    .as("under another identifier")
                    .isEqualTo("full");
            Visitor late = Visitor.of(server);
            late.get("/fill");
            await().until(() -> sessions.statistics().evicted() == 1);
            assertThat(visitors.get(1).get("/look")).isEqualTo("empty");
            assertThat(visitors.get(0).get("/look")).isEqualTo("full");
            assertThat(visitors.get(2).get("/look")).isEqualTo("full");
            assertThat(late.get("/look")).isEqualTo("full");
            assertThat(sessions.statistics().sessions()).isEqualTo(3);
            assertThat(sessions.statistics().bytes())
                    .isBetween(3L * CART, sessions.statistics().limitBytes());
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneThatIsInUseIsNeverEnded(WebServer.Kind kind) throws Exception {
        try (SessionBound sessions = bound(0.5 * CART);
                WebServer server = kind.start(new WebServer.Setup(filter, Map.of(), shop, null, sessions))) {
            Visitor waiting = Visitor.of(server);
            Visitor async = Visitor.of(server);
            waiting.get("/login");
            async.get("/login");
            var first = waiting.later("/wait");
            var second = async.later("/async");
            await().until(() -> shop.waiting.get() == 2);
            waiting.get("/fill");
            async.get("/fill");
            sessions.look();
            sessions.look();
            assertThat(sessions.statistics().evicted()).isZero();
            shop.go.countDown();
            assertThat(first.get().body()).isEqualTo("full");
            assertThat(second.get().statusCode()).isEqualTo(200);
            await().until(() -> sessions.statistics().evicted() == 2);
            assertThat(waiting.get("/look")).isEqualTo("empty");
        }
    }

    @Test
    void attributesThatCannotBeSerialisedCountAsALittle() {
        SerializedSize size = new SerializedSize();
        assertThat(size.applyAsLong(SessionTableTest.session("a", new byte[CART])))
                .isBetween((long) CART, CART + 100L);
        assertThat(size.applyAsLong(SessionTableTest.session("a", new Object())))
                .isBetween(1_024L, 10_000L);
    }

    @Test
    void aShareOutOfItsBoundsIsRefusedWithItsValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionBound.with(governor).share(1.5))
                .withMessage("share must be more than 0 and at most 1, but is 1.5");
    }
}
