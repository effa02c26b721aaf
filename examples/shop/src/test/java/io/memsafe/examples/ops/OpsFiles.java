package io.memsafe.examples.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The files of the operations kit, and what is in them. */
final class OpsFiles {
    static final Path RULES = Path.of("../../docs/ops/prometheus/memsafe-rules.yml");
    static final Path RULE_TESTS = Path.of("../../docs/ops/prometheus/memsafe-rules.test.yml");
    static final Path CONFIGURATION = Path.of("../../docs/ops/prometheus/prometheus.yml");
    static final Path DASHBOARD = Path.of("../../docs/ops/grafana/memsafe.json");
    static final Path MANIFESTS = Path.of("../../docs/ops/kubernetes");
    static final Path GUIDE = Path.of("../../docs/guide/operations.md");

    /** Refuses a key that stands twice, of which readers use either. */
    static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private OpsFiles() {}

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(Path file) {
        return JSON.readTree(text(file));
    }

    /** All documents of a file. */
    static List<JsonNode> yaml(String text) {
        List<JsonNode> documents = new ArrayList<>();
        try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(text)) {
            all.forEachRemaining(documents::add);
        }
        return documents;
    }

    static List<Path> manifests() throws IOException {
        try (Stream<Path> files = Files.list(MANIFESTS)) {
            return files.sorted().toList();
        }
    }

    /** Rules of all groups, those that record and those that alert. */
    static List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        for (JsonNode group : yaml(text(RULES)).get(0).get("groups")) {
            group.get("rules").forEach(rules::add);
        }
        return rules;
    }

    static List<JsonNode> alerts() {
        return rules().stream().filter(rule -> rule.has("alert")).toList();
    }
}
