package io.memsafe.doctor;

import io.memsafe.PressureLevel;
import io.memsafe.doctor.replay.ReplayResult;
import io.memsafe.doctor.replay.ReplayedChange;
import io.memsafe.doctor.replay.TimelineColumn;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What would have happened, for programs. The names are stable; what is not known is left out. */
final class ReplayJson {
    private static final double NANOS = 1e9;

    private final JsonGenerator json;

    private ReplayJson(JsonGenerator json) {
        this.json = json;
    }

    static String of(ReplayResult result) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
            new ReplayJson(generator).write(result);
        }
        return out.append(System.lineSeparator()).toString();
    }

    private void write(ReplayResult result) {
        json.writeStartObject();
        json.writeStringProperty("source", result.source());
        json.writeStringProperty("collector", result.collector());
        json.writeNumberProperty("maxHeapBytes", result.maxHeapBytes());
        json.writeNumberProperty("warningRatio", result.thresholds().warningRatio());
        json.writeNumberProperty("criticalRatio", result.thresholds().criticalRatio());
        json.writeNumberProperty("seconds", seconds(result.length()));
        json.writeStringProperty("worst", result.worst().name());
        levels("levelSeconds", result.levels());
        if (!result.recorded().isEmpty()) {
            levels("recordedLevelSeconds", result.recorded());
        }
        levels("firstAfterSeconds", result.firsts());
        naive(result);
        json.writeNumberProperty("changeCount", result.changeCount());
        json.writeName("changes");
        json.writeStartArray();
        result.changes().forEach(this::change);
        json.writeEndArray();
        json.writeName("timeline");
        json.writeStartObject();
        json.writeNumberProperty("columnSeconds", seconds(result.columnWidth()));
        json.writeName("columns");
        json.writeStartArray();
        result.columns().forEach(this::column);
        json.writeEndArray();
        json.writeEndObject();
        json.writeName("notes");
        json.writeStartArray();
        result.notes().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void naive(ReplayResult result) {
        json.writeName("naive");
        json.writeStartObject();
        json.writeNumberProperty("ratio", result.naiveRatio());
        json.writeNumberProperty("seconds", seconds(result.naive()));
        json.writeNumberProperty("count", result.naiveCount());
        Duration first = result.firstNaive();
        if (first != null) {
            json.writeNumberProperty("firstAfterSeconds", seconds(first));
        }
        json.writeEndObject();
    }

    private void levels(String name, Map<PressureLevel, Duration> times) {
        json.writeName(name);
        json.writeStartObject();
        for (PressureLevel level : PressureLevel.values()) {
            Duration time = times.get(level);
            if (time != null) {
                json.writeNumberProperty(level.name(), seconds(time));
            }
        }
        json.writeEndObject();
    }

    private void change(ReplayedChange change) {
        json.writeStartObject();
        json.writeNumberProperty("afterSeconds", seconds(change.after()));
        if (change.time() != null) {
            json.writeStringProperty("time", change.time().toString());
        }
        json.writeStringProperty("from", change.from().name());
        json.writeStringProperty("to", change.to().name());
        json.writeStringProperty("reason", change.reason());
        json.writeEndObject();
    }

    private void column(TimelineColumn column) {
        json.writeStartObject();
        json.writeStringProperty("level", column.level().name());
        json.writeNumberProperty("pressureRatio", column.pressureRatio());
        json.writeNumberProperty("usedRatio", column.usedRatio());
        json.writeEndObject();
    }

    private static double seconds(Duration time) {
        return time.toNanos() / NANOS;
    }
}
