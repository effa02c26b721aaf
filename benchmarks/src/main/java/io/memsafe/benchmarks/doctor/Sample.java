package io.memsafe.benchmarks.doctor;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A labelled text.
 *
 * @param name of the file or of the sample
 * @param labels what is known of it
 * @param bytes its bytes, each as a character
 */
record Sample(String name, Map<String, String> labels, String bytes) {

    String label(String name) {
        return labels.getOrDefault(name, "");
    }

    /** The files that {@code labels.csv} of a folder lists. */
    static List<Sample> labelled(Path folder) {
        List<Sample> samples = new ArrayList<>();
        try {
            List<List<String>> records = records(Files.readString(folder.resolve("labels.csv")));
            List<String> head = records.get(0);
            for (List<String> fields : records.subList(1, records.size())) {
                Map<String, String> labels = new LinkedHashMap<>();
                for (int i = 0; i < Math.min(head.size(), fields.size()); i++) {
                    labels.put(head.get(i), fields.get(i));
                }
                String file = fields.get(0);
                samples.add(
                        new Sample(file, labels, Files.readString(folder.resolve(file), StandardCharsets.ISO_8859_1)));
            }
        } catch (IOException e) {
            throw new CannotMeasureException("cannot read the samples in " + folder + ": " + e, e);
        }
        return samples;
    }

    /** The texts of {@code samples.jsonl}. */
    static List<Sample> texts(Path file) {
        try {
            List<Sample> samples = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                JsonNode json = JsonMapper.shared().readTree(line);
                samples.add(new Sample(
                        json.get("id").asString(),
                        Map.of(
                                "kind",
                                json.get("kind").asString(),
                                "event",
                                json.get("event").asString()),
                        new String(
                                json.get("text").asString().getBytes(StandardCharsets.UTF_8),
                                StandardCharsets.ISO_8859_1)));
            }
            return samples;
        } catch (IOException e) {
            throw new CannotMeasureException("cannot read the samples in " + file + ": " + e, e);
        }
    }

    /** Of a text in CSV; what stands in quotes may have commas and ends of lines. */
    static List<List<String>> records(String csv) {
        List<List<String>> records = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted || (c != ',' && c != '\n')) {
                field.append(c);
            } else {
                fields.add(field.toString().strip());
                field.setLength(0);
                if (c == '\n') {
                    records.add(fields);
                    fields = new ArrayList<>();
                }
            }
        }
        return records;
    }
}
