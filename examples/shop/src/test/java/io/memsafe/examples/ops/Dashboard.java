package io.memsafe.examples.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The dashboard's panels and queries. */
final class Dashboard {
    private static final int WIDTH = 24;

    private final JsonNode root = OpsFiles.json(OpsFiles.DASHBOARD);

    /** A query of a panel or of a variable, and where it stands. */
    record Query(String place, String text) {
        /** What Grafana asks Prometheus for all applications and instances, with samples every second. */
        String asked() {
            return text.replace("instance=\"$instance\"", "instance=~\".*\"")
                    .replace("$job", ".*")
                    .replace("$instance", ".*")
                    .replace("$__rate_interval", "5s");
        }
    }

    JsonNode root() {
        return root;
    }

    List<JsonNode> panels() {
        return StreamSupport.stream(root.get("panels").spliterator(), false).toList();
    }

    List<JsonNode> panelsWithData() {
        return panels().stream().filter(panel -> !isRow(panel)).toList();
    }

    static boolean isRow(JsonNode panel) {
        return panel.get("type").asString().equals("row");
    }

    List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : panelsWithData()) {
            for (JsonNode target : panel.get("targets")) {
                queries.add(new Query(
                        panel.get("title").asString(), target.get("expr").asString()));
            }
        }
        return queries;
    }

    /** Where panels lie on each other or beside the page, in words. */
    List<String> misplaced() {
        List<String> misplaced = new ArrayList<>();
        List<JsonNode> panels = panels();
        for (int i = 0; i < panels.size(); i++) {
            JsonNode at = panels.get(i).get("gridPos");
            String title = panels.get(i).get("title").asString();
            if (number(at, "x") < 0 || number(at, "w") < 1 || number(at, "h") < 1 || end(at, "x", "w") > WIDTH) {
                misplaced.add(title + " is beside the page: " + at);
            }
            for (JsonNode other : panels.subList(i + 1, panels.size())) {
                JsonNode there = other.get("gridPos");
                if (overlap(at, there, "x", "w") && overlap(at, there, "y", "h")) {
                    misplaced.add(title + " lies on " + other.get("title").asString());
                }
            }
        }
        return misplaced;
    }

    private static boolean overlap(JsonNode one, JsonNode other, String start, String length) {
        return number(one, start) < end(other, start, length) && number(other, start) < end(one, start, length);
    }

    private static int end(JsonNode at, String start, String length) {
        return number(at, start) + number(at, length);
    }

    private static int number(JsonNode at, String name) {
        return at.get(name).asInt();
    }
}
