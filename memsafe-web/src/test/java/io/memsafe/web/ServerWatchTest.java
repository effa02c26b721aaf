package io.memsafe.web;

import static io.memsafe.fork.Patience.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServerWatchTest {
    private static final Duration OFTEN = Duration.ofMillis(20);

    @TempDir
    private Path folder;

    /** Refuses everything, which is an answer. */
    private static final class Refusing extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final AtomicInteger asked = new AtomicInteger();

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            asked.incrementAndGet();
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    /** Tomcat's endpoint, whose acceptor meets an error when the test says so. */
    private static final class DyingEndpoint extends NioEndpoint {
        private volatile boolean dying;

        @Override
        protected SocketChannel serverSocketAccept() throws Exception {
            SocketChannel accepted = super.serverSocketAccept();
            if (dying) {
                throw new OutOfMemoryError("thrown by the test, as by a full heap");
            }
            return accepted;
        }
    }

    /** Tomcat's protocol on that endpoint. */
    public static final class DyingProtocol extends AbstractHttp11Protocol<NioChannel> {
        private static volatile DyingEndpoint endpoint;

        public DyingProtocol() {
            super(endpoint = new DyingEndpoint());
        }

        @Override
        protected org.apache.juli.logging.Log getLog() {
            return org.apache.juli.logging.LogFactory.getLog(DyingProtocol.class);
        }

        @Override
        protected String getNamePrefix() {
            return "http-dying";
        }
    }

    private static ServerWatch.Builder watch(int port) {
        return ServerWatch.of(port).every(OFTEN).path("/");
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatRefusesIsAlive(WebServer.Kind kind) throws Exception {
        CompletableFuture<String> dead = new CompletableFuture<>();
        Refusing refusing = new Refusing();
        try (WebServer server = kind.start((request, response, chain) -> chain.doFilter(request, response), refusing);
                ServerWatch watch = watch(server.port())
                        .failures(1)
                        .patience(Duration.ofMinutes(2))
                        .onDead(dead::complete)
                        .start()) {
            await().until(() -> refusing.asked.get() >= 5);
            assertThat(watch.alive()).isTrue();
            assertThat(watch.reason()).isNull();
        }
        assertThat(dead).isNotDone();
    }

    @Test
    void aServerWhoseAcceptorHasDiedIsFoundDeadWithTheReason() throws Exception {
        Logger.getLogger("org.apache").setLevel(Level.OFF);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        Connector connector = new Connector(DyingProtocol.class.getName());
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext(
                "", Files.createDirectories(folder.resolve("web")).toString());
        Refusing refusing = new Refusing();
        Wrapper wrapper = Tomcat.addServlet(context, "refusing", refusing);
        wrapper.addMapping("/*");
        tomcat.start();
        CompletableFuture<String> dead = new CompletableFuture<>();
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        try (ServerWatch watch = new ServerWatch(
                watch(connector.getLocalPort())
                        .patience(Duration.ofMillis(300))
                        .onDead(dead::complete)
                        .exit(75),
                exit::complete)) {
            watch.begin();
            await().until(() -> refusing.asked.get() >= 5);
            assertThat(watch.alive()).isTrue();
            DyingProtocol.endpoint.dying = true;
            await().dontCatchUncaughtExceptions().until(dead::isDone);
            assertThat(dead.join())
                    .contains("has not answered 3 times in a row")
                    .contains("its thread http-dying-")
                    .contains("-Acceptor has ended");
            assertThat(watch.alive()).isFalse();
            assertThat(watch.reason()).isEqualTo(dead.join());
            await().dontCatchUncaughtExceptions().until(exit::isDone);
            assertThat(exit.join()).isEqualTo(75);
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    /** Answers all that is asked on a port, until it is closed. */
    private static final class Answering implements AutoCloseable {
        private final ServerSocket server;
        private final AtomicInteger answers = new AtomicInteger();

        Answering(int port) throws IOException {
            server = new ServerSocket(port);
            new Thread(this::answer, "answering").start();
        }

        private void answer() {
            while (!server.isClosed()) {
                try (Socket asked = server.accept()) {
                    asked.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(US_ASCII));
                    answers.incrementAndGet();
                } catch (IOException e) {
                    return;
                }
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    @Test
    void aServerThatAnswersAgainIsAlive() throws Exception {
        Answering first = new Answering(0);
        int port = first.server.getLocalPort();
        try (ServerWatch watch = watch(port).start()) {
            await().until(() -> first.answers.get() > 0);
            first.close();
            await().until(() -> !watch.alive());
            assertThat(watch.reason()).contains("Connection refused");
            try (Answering again = new Answering(port)) {
                await().until(watch::alive);
                assertThat(again.answers).hasPositiveValue();
            }
        }
    }

    /** One that listens on another address, for example. */
    @Test
    void aServerThatHasNeverAnsweredIsNotFoundDead() throws Exception {
        try (ServerSocket silent = new ServerSocket(0);
                ServerWatch watch = watch(silent.getLocalPort()).failures(1).start()) {
            for (int asked = 0; asked < 5; asked++) {
                silent.accept().close();
            }
            assertThat(watch.alive()).isTrue();
        }
    }

    @Test
    void wrongSettingsAreNamed() {
        assertWrong(() -> ServerWatch.of(0), "the port must be 1 to 65535, but is 0");
        ServerWatch.Builder settings = ServerWatch.of(8080);
        assertWrong(
                () -> settings.path("health"),
                "the path must begin with / and have neither blanks nor what is not" + " ASCII, but is 'health'");
        assertWrong(
                () -> settings.path("/a b"),
                "the path must begin with / and have neither blanks nor what is not" + " ASCII, but is '/a b'");
        assertWrong(() -> settings.every(Duration.ZERO), "the interval must be 10 ms to 1 h, but is PT0S");
        assertWrong(() -> settings.patience(Duration.ofDays(1)), "the patience must be 10 ms to 1 h, but is PT24H");
        assertWrong(() -> settings.failures(0), "failures must be 1 to 100, but is 0");
        assertWrong(() -> settings.exit(256), "the exit code must be 0 to 255, but is 256");
        assertWrong(() -> settings.threads("("), "the names of threads must be a regular expression, but are '('");
    }

    private static void assertWrong(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
