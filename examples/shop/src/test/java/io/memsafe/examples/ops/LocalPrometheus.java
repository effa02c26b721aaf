package io.memsafe.examples.ops;

import io.memsafe.fork.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** A real Prometheus on a free port, with its data in a folder of the test; ended by {@link #close()}. */
final class LocalPrometheus implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Path log;
    private final int port;
    private final Process process;

    /**
     * Starts it.
     *
     * @param program where it is installed
     * @param folder for configuration, data and log
     * @param rules to evaluate
     * @param ports of the programs to scrape, by the names of their jobs
     */
    LocalPrometheus(Path program, Path folder, String rules, Map<String, Integer> ports) throws IOException {
        log = folder.resolve("prometheus.log");
        port = FreePort.find();
        Files.writeString(folder.resolve("rules.yml"), rules);
        StringBuilder configuration = new StringBuilder("""
                global: {scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms}
                rule_files: [rules.yml]
                scrape_configs:
                """);
        ports.forEach((job, scraped) -> configuration.append(
                "  - {job_name: %s, metrics_path: /actuator/prometheus, static_configs: [{targets: ['127.0.0.1:%d']}]}%n"
                        .formatted(job, scraped)));
        Path file = folder.resolve("prometheus.yml");
        Files.writeString(file, configuration);
        process = new ProcessBuilder(
                        program.toString(),
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException("Prometheus has ended: " + Files.readString(log));
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + path))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        JsonNode answer = OpsFiles.JSON.readTree(response.body());
        if (!answer.path("status").asString("").equals("success")) {
            throw new IllegalStateException(path + " was answered " + response.body());
        }
        return answer.get("data");
    }

    /** The result of a query now: an array of series. */
    JsonNode query(String text) throws IOException, InterruptedException {
        return get("query?query=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                .get("result");
    }

    /** Names of the alerts of a job that are firing now. */
    Set<String> firing(String job) throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        for (JsonNode alert : get("alerts").get("alerts")) {
            if (alert.at("/labels/job").asString("").equals(job)
                    && alert.get("state").asString().equals("firing")) {
                names.add(alert.at("/labels/alertname").asString());
            }
        }
        return names;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }
}
