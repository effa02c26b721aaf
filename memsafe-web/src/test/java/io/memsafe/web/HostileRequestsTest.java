package io.memsafe.web;

import static io.memsafe.fork.Patience.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is sent, nothing is left behind, and the server goes on. */
class HostileRequestsTest {
    private static final int REQUESTS = 3_400;
    private static final String[] METHODS = {"GET", "POST", "PUT", "HEAD", "TRACE", "get", "", "GET GET", "\0", "BREW"};
    private static final String[] PIECES = {
        "/",
        "//",
        "/..",
        "/.",
        ";a=b",
        "%2e%2e",
        "%2F",
        "%00",
        "%zz",
        "%",
        "?",
        "&",
        "=",
        "kb=999999999999999999",
        "kb=-1",
        "a",
        "read",
        "async",
        "health",
        "\u00e4",
        " ",
        "\t",
        "\"",
        "<script>",
        "{}",
        "4711"
    };
    private static final String[] HEADERS = {
        "Content-Length: 5",
        "Content-Length: -1",
        "Content-Length: 99999999999999999999",
        "Content-Length: 9000000000000000000",
        "Content-Length: five",
        "Content-Length: 5\r\nContent-Length: 6",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked, identity",
        "Content-Encoding: gzip",
        "Expect: 100-continue",
        "X-Priority: critical",
        "Host:",
        "Host: \0",
        "no colon",
        ": no name",
        "Cookie: " + "x".repeat(9_000),
        "Connection: close",
        "Connection: upgrade\r\nUpgrade: nothing",
    };
    private static final String[] BODIES = {
        "", "hello", "5\r\nhello\r\n0\r\n\r\n", "ffffffffff\r\n", "-1\r\n", "zz\r\n", "5\r\nhel"
    };

    /** Reads what it is sent, and sometimes answers asynchronously, or not at all. */
    private static final class Patient extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String path = request.getRequestURI();
            if (request.getDispatcherType() == DispatcherType.REQUEST && path.contains("async")) {
                AsyncContext context = request.startAsync();
                context.setTimeout(20);
                if (path.length() % 2 == 0) {
                    context.complete();
                }
                return;
            }
            if (path.contains("read")) {
                request.getInputStream().readAllBytes();
            }
            response.getOutputStream().write('!');
        }
    }

    private final SplittableRandom random = new SplittableRandom(7);

    private String any(String[] of) {
        return of[random.nextInt(of.length)];
    }

    private String request() {
        StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? any(METHODS) : "POST").append(" /");
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(any(PIECES));
        }
        text.append(random.nextInt(20) == 0 ? " HTTP/9" : " HTTP/1.1").append("\r\n");
        if (random.nextInt(5) != 0) {
            text.append("Host: localhost\r\n");
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(any(HEADERS)).append("\r\n");
        }
        return text.append(random.nextInt(10) == 0 ? "" : "\r\n")
                .append(any(BODIES))
                .toString();
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftBehind(WebServer.Kind kind) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        try (MemoryGovernor governor = MemoryGovernor.start();
                MemoryShedFilter filter = MemoryShedFilter.with(governor)
                        .exempt("/health")
                        .mostBodyBytes(1 << 20)
                        .clientShare(0.5)
                        .deadline(Duration.ofSeconds(30))
                        .cancelLargest(true)
                        .waitForRoom(2, Duration.ofMillis(100))
                        .loadReport(true)
                        .build();
                WebServer server = kind.start(filter, new Patient())) {
            for (int i = 0; i < REQUESTS; i++) {
                send(server.port(), request());
            }
            await().untilAsserted(() -> {
                assertThat(filter.statistics().inFlight()).isZero();
                assertThat(filter.statistics().reservedBytes()).isZero();
            });
            assertThat(filter.statistics().abandoned()).isZero();
            assertThat(filter.statistics().admitted())
                    .as("some of them are requests")
                    .isGreaterThan(REQUESTS / 50);
            assertThat(filter.routes()).hasSizeLessThanOrEqualTo(RouteTree.MOST_ROUTES + 1);
            assertThat(answer(server.port())).startsWith("HTTP/1.1 200");
        }
    }

    private void send(int port, String text) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            OutputStream out = socket.getOutputStream();
            try {
                out.write(text.getBytes(ISO_8859_1));
                if (random.nextInt(4) == 0) {
                    socket.setSoLinger(true, 0); // it breaks off
                } else if (random.nextInt(4) == 0) {
                    socket.setSoTimeout(20);
                    socket.getInputStream().read();
                }
            } catch (IOException e) {
                // It was refused before it was sent, or not answered in time.
            }
        }
    }

    private static String answer(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write("GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
            try (InputStream in = socket.getInputStream()) {
                return new String(in.readAllBytes(), ISO_8859_1);
            }
        }
    }
}
