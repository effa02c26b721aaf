package io.memsafe.examples.shop;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.RunningJvm;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplicationAotProcessor;

/** The shop as {@code process-aot} makes it: processed, compiled, and started from what that gave. */
class AheadOfTimeTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

    @TempDir
    static Path folder;

    private static String classPath;

    /** What the goal of the Maven plugin runs. */
    @BeforeAll
    static void processes() throws IOException {
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .ownClassPath()
                .main(
                        SpringApplicationAotProcessor.class.getName(),
                        ShopApplication.class.getName(),
                        folder.resolve("sources").toString(),
                        folder.resolve("resources").toString(),
                        folder.resolve("classes").toString(),
                        "io.memsafe",
                        "shop")
                .run();
        assertThat(result.exitCode()).as("%s", result).isZero();
        compile();
        classPath = folder.resolve("classes")
                + File.pathSeparator
                + folder.resolve("resources")
                + File.pathSeparator
                + System.getProperty("java.class.path");
    }

    private static void compile() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
                Stream<Path> files = Files.walk(folder.resolve("sources"))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> options = List.of(
                    "-proc:none",
                    "-d",
                    folder.resolve("classes").toString(),
                    "-classpath",
                    folder.resolve("classes") + File.pathSeparator + System.getProperty("java.class.path"));
            assertThat(compiler.getTask(
                                    said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(sources))
                            .call())
                    .as("%s", said)
                    .isTrue();
        }
    }

    private static String get(int port, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:" + port + path);
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void theProcessedShopSellsAndIsGoverned() throws Exception {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        RunningJvm shop = ForkedJvm.on(Jdk.running())
                .classPath(classPath)
                .property("spring.aot.enabled", "true")
                .main(
                        ShopApplication.class.getName(),
                        "--server.port=0",
                        "--memsafe.enabled=false",
                        "--memsafe.level.warning=0.8")
                .onLine(line -> {
                    lines.add(line);
                    Matcher started = STARTED.matcher(line);
                    if (started.find()) {
                        port.complete(Integer.valueOf(started.group(1)));
                    }
                })
                .start();
        try {
            int at = port.get(2, TimeUnit.MINUTES);
            // It serves before its products are there, and is ready after that.
            await().untilAsserted(() ->
                    assertThat(get(at, "/actuator/health/readiness")).contains("UP"));
            assertThat(get(at, "/products/17")).contains("\"id\":17").contains("\"cents\":117");
            assertThat(get(at, "/memsafe/")).contains("<html");
            assertThat(get(at, "/actuator/memsafe"))
                    .contains("GET /products/{}")
                    .contains("\"admitted\":1")
                    .contains("\"collector\":");
            assertThat(get(at, "/actuator/metrics")).contains("memsafe.level").contains("memsafe.web");
        } finally {
            shop.kill();
        }
        assertThat(lines)
                .anyMatch(line -> line.contains("Starting AOT-processed ShopApplication"))
                .anyMatch(line -> line.contains("memsafe.enabled=false comes too late"));
    }

    @Test
    void aValueThatIsWrongIsNamedInTheProcessedShopToo() {
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .classPath(classPath)
                .property("spring.aot.enabled", "true")
                .timeout(Duration.ofMinutes(2))
                .main(ShopApplication.class.getName(), "--server.port=0", "--memsafe.level.warning=85")
                .run();
        assertThat(result.exitCode()).isOne();
        assertThat(result.lines()).contains("it must be above 0 and below 1");
    }
}
