package io.memsafe.web;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.FreePort;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.RunningJvm;
import io.memsafe.fork.SystemProgram;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real balancers in front of two servers, of which one runs short of memory. */
class BalancersForkedTest {
    private static final int REQUESTS = 200;

    @TempDir
    private Path folder;

    /** A server under test. */
    private record Server(RunningJvm jvm, int port, int agentPort) {
        static Server start(String name) throws Exception {
            CompletableFuture<String[]> ports = new CompletableFuture<>();
            RunningJvm jvm = ForkedJvm.on(Jdk.running())
                    .collector(Collector.G1)
                    .heap("64m")
                    .ownClassPath()
                    .main(BalancedServer.class.getName(), name)
                    .onLine(line -> {
                        if (line.startsWith("PORTS ")) {
                            ports.complete(line.split(" "));
                        }
                    })
                    .start();
            String[] told = ports.get(2, TimeUnit.MINUTES);
            return new Server(jvm, Integer.parseInt(told[1]), Integer.parseInt(told[2]));
        }

        void end() {
            jvm.kill();
            jvm.await();
        }
    }

    private static String get(int port, String path) throws IOException {
        try (InputStream answer =
                URI.create("http://127.0.0.1:" + port + path).toURL().openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static int answersOf(String name, int port) throws IOException {
        return answersOf(name, "/name", port);
    }

    private static int answersOf(String name, String path, int port) throws IOException {
        int count = 0;
        for (int i = 0; i < REQUESTS; i++) {
            count += get(port, path).equals(name) ? 1 : 0;
        }
        return count;
    }

    @Test
    void theServerWithLittleMemoryGetsFewRequests() throws Exception {
        Optional<Path> haproxy = SystemProgram.find("haproxy");
        assumeTrue(haproxy.isPresent(), "no haproxy is installed");
        Server rich = Server.start("rich");
        Server poor = Server.start("poor");
        int port = FreePort.find();
        Path log = folder.resolve("haproxy.log");
        Process proxy = new ProcessBuilder(
                        haproxy.get().toString(),
                        "-db",
                        "-f",
                        configuration(port, rich, poor).toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await().ignoreExceptions().until(() -> answersOf("poor", port) > 0);
            assertThat(answersOf("poor", port)).as("both have plenty").isBetween(REQUESTS / 3, 2 * REQUESTS / 3);

            get(poor.port(), "/fill?percent=85");
            await().untilAsserted(() -> assertThat(answersOf("poor", port))
                    .as("it has a quarter of the weight, or less")
                    .isBetween(1, REQUESTS / 4));

            get(poor.port(), "/empty");
            await().untilAsserted(() -> assertThat(answersOf("poor", port))
                    .as("it has plenty again")
                    .isGreaterThan(REQUESTS / 3));
        } finally {
            proxy.destroyForcibly();
            rich.end();
            poor.end();
        }
    }

    @Test
    void nginxGoesOnToTheNextServerWhereOneRefuses() throws Exception {
        Optional<Path> nginx = SystemProgram.find("nginx");
        assumeTrue(nginx.isPresent(), "no nginx is installed");
        Server rich = Server.start("rich");
        Server poor = Server.start("poor");
        int port = FreePort.find();
        Process proxy = new ProcessBuilder(
                        nginx.get().toString(),
                        "-p",
                        folder.toString(),
                        "-e",
                        folder.resolve("error.log").toString(),
                        "-c",
                        nginxConfiguration(port, rich, poor).toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start();
        try {
            await().ignoreExceptions().until(() -> answersOf("poor", "/heavy", port) > 0);
            assertThat(answersOf("poor", "/heavy", port))
                    .as("both have plenty")
                    .isBetween(REQUESTS / 3, 2 * REQUESTS / 3);

            get(poor.port(), "/fill?percent=85");
            await().untilAsserted(() -> assertThat(answersOf("poor", "/heavy", port))
                    .as("it refuses, and nobody notices")
                    .isZero());
            assertThat(answersOf("poor", "/name", port))
                    .as("it answers what costs nothing")
                    .isGreaterThan(REQUESTS / 3);

            get(poor.port(), "/empty");
            await().untilAsserted(() -> assertThat(answersOf("poor", "/heavy", port))
                    .as("it has plenty again")
                    .isGreaterThan(REQUESTS / 3));
        } finally {
            proxy.destroy(); // its workers end with it then
            proxy.waitFor();
            rich.end();
            poor.end();
        }
    }

    private Path nginxConfiguration(int port, Server rich, Server poor) throws IOException {
        Path file = folder.resolve("nginx.conf");
        String text = """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                events {}
                http {
                    access_log off;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    upstream servers {
                        server 127.0.0.1:%3$d max_fails=0 max_conns=200;
                        server 127.0.0.1:%4$d max_fails=0 max_conns=200;
                    }
                    server {
                        listen 127.0.0.1:%2$d;
                        location / {
                            proxy_pass http://servers;
                            proxy_next_upstream error timeout http_503;
                            proxy_next_upstream_tries 2;
                        }
                    }
                }
                """;
        Files.writeString(file, text.formatted(folder, port, rich.port(), poor.port()));
        return file;
    }

    private Path configuration(int port, Server rich, Server poor) throws IOException {
        Path file = folder.resolve("haproxy.cfg");
        String text = """
                global
                    maxconn 100
                defaults
                    mode http
                    timeout connect 5s
                    timeout client 60s
                    timeout server 60s
                frontend web
                    bind 127.0.0.1:%d
                    default_backend servers
                backend servers
                    balance roundrobin
                    server rich 127.0.0.1:%d weight 100 check agent-check agent-port %d agent-inter 200ms
                    server poor 127.0.0.1:%d weight 100 check agent-check agent-port %d agent-inter 200ms
                """;
        Files.writeString(file, text.formatted(port, rich.port(), rich.agentPort(), poor.port(), poor.agentPort()));
        return file;
    }
}
