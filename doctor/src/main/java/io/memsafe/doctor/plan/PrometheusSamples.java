package io.memsafe.doctor.plan;

import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads the answer of Prometheus to a range query: a matrix, one series for each set of labels. */
final class PrometheusSamples {
    private static final String NAME = "__name__";
    private static final int MOST_LABELS = 30;

    private final String source;
    private final InputOptions options;
    private final SeriesSet set;
    private String status = "success";
    private String error = "";
    private String type = "matrix";
    private long samples;

    PrometheusSamples(String source, InputOptions options, SeriesSet set) {
        this.source = source;
        this.options = options;
        this.set = set;
    }

    void read(InputStream in) {
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw unlike();
            }
            answer(json);
        } catch (JacksonException e) {
            if (samples == 0) {
                throw new UnreadableSamplesException(source + ": no whole JSON: " + e.getOriginalMessage(), e);
            }
            set.note(source + " is not whole: " + e.getOriginalMessage());
        }
        if (!status.equals("success")) {
            throw new UnreadableSamplesException(source + ": Prometheus answered with an error: " + error);
        }
        if (samples == 0) {
            throw unlike();
        }
    }

    private UnreadableSamplesException unlike() {
        return new UnreadableSamplesException(source + ": no samples of a range query of Prometheus"
                + (type.equals("matrix") ? "" : ", but a result of type '" + type + "'")
                + "; give the answer of /api/v1/query_range");
    }

    private void answer(JsonParser json) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_OBJECT && name.equals("data")) {
                answer(json);
            } else if (value == JsonToken.START_ARRAY && name.equals("result")) {
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    series(json);
                }
            } else if (value == JsonToken.VALUE_STRING) {
                switch (name) {
                    case "status" -> status = json.getString();
                    case "error" -> error = json.getString();
                    case "resultType" -> type = json.getString();
                    default -> {}
                }
            } else {
                json.skipChildren();
            }
        }
    }

    /** Labels come before values in what Prometheus writes; values before them belong to a series without a name. */
    private void series(JsonParser json) {
        TreeMap<String, String> labels = new TreeMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("metric") && value == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    String label = json.currentName();
                    if (json.nextToken() == JsonToken.VALUE_STRING && labels.size() < MOST_LABELS) {
                        labels.put(label, json.getString());
                    } else {
                        json.skipChildren();
                    }
                }
            } else if (name.equals("values") && value == JsonToken.START_ARRAY) {
                ValueUnit unit = unit(labels.get(NAME));
                MemorySeries series = set.get(name(labels), unit.series());
                while (json.nextToken() == JsonToken.START_ARRAY) {
                    sample(json, series, unit);
                }
            } else {
                json.skipChildren();
            }
        }
    }

    private ValueUnit unit(@Nullable String metric) {
        if (options.unit() != null) {
            return options.unit();
        }
        ValueUnit named = metric == null ? null : ValueUnit.ofName(metric);
        return named == null ? ValueUnit.BYTES : named;
    }

    private void sample(JsonParser json, @Nullable MemorySeries series, ValueUnit unit) {
        double time = Double.NaN;
        double value = Double.NaN;
        int place = 0;
        for (JsonToken token = json.nextToken();
                token != null && token != JsonToken.END_ARRAY;
                token = json.nextToken()) {
            if (token.isScalarValue()) {
                double number = Timestamp.number(json.getString());
                time = place == 0 ? number : time;
                value = place == 1 ? number : value;
                place++;
            } else {
                json.skipChildren();
            }
        }
        if (!Double.isNaN(time) && value >= 0) {
            samples++;
            double used = value * unit.factor();
            set.add(series, Timestamp.millis(time), used, used, Double.NaN);
        }
    }

    private String name(Map<String, String> labels) {
        if (labels.isEmpty()) {
            return source;
        }
        StringBuilder name = new StringBuilder(labels.getOrDefault(NAME, ""));
        String separator = "{";
        for (var label : labels.entrySet()) {
            if (!label.getKey().equals(NAME)) {
                name.append(separator)
                        .append(label.getKey())
                        .append("=\"")
                        .append(label.getValue())
                        .append('"');
                separator = ", ";
            }
        }
        return separator.equals("{") ? name.toString() : name.append('}').toString();
    }
}
