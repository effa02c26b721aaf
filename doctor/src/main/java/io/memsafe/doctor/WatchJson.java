package io.memsafe.doctor;

import io.memsafe.HeapAssessment;
import io.memsafe.Measure;
import io.memsafe.MemoryArea;
import io.memsafe.TimeToExhaustion;
import io.memsafe.doctor.watch.WatchReading;
import java.io.StringWriter;
import java.time.Duration;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A reading as one line of JSON. The names are stable; what is not known is left out. */
final class WatchJson {
    private static final double NANOS = 1e9;
    private static final JsonFactory FACTORY = new JsonFactory();

    private WatchJson() {}

    static String of(String title, WatchReading reading) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("time", reading.time().toString());
            json.writeStringProperty("target", title);
            json.writeStringProperty("level", reading.level().name());
            if (!reading.silence().isZero()) {
                json.writeNumberProperty("silenceSeconds", seconds(reading.silence()));
            }
            heap(json, reading.assessment().heap());
            json.writeName("areas");
            json.writeStartArray();
            reading.assessment().areas().forEach(area -> area(json, area));
            json.writeEndArray();
            json.writeStringProperty("binding", reading.assessment().binding().name());
            json.writeName("measures");
            json.writeStartObject();
            for (Measure measure : reading.measures()) {
                json.writeNumberProperty(measure.name(), measure.value());
            }
            json.writeEndObject();
            json.writeName("reasons");
            json.writeStartArray();
            reading.reasons().forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toString();
    }

    private static void heap(JsonGenerator json, HeapAssessment heap) {
        json.writeName("heap");
        json.writeStartObject();
        json.writeStringProperty("collector", heap.collector());
        json.writeNumberProperty("maxBytes", heap.maxBytes());
        json.writeNumberProperty("capacityBytes", heap.capacityBytes());
        json.writeNumberProperty("usedBytes", heap.usedBytes());
        json.writeBooleanProperty("verified", heap.verified());
        if (heap.verified()) {
            json.writeNumberProperty("liveBytes", heap.liveBytes());
            json.writeNumberProperty("pressureRatio", heap.pressureRatio());
            json.writeNumberProperty("liveAgeSeconds", seconds(heap.liveAge()));
        }
        json.writeStringProperty("liveSource", heap.liveSource());
        if (heap.allocationBytesPerSecond() >= 0) {
            json.writeNumberProperty("allocationBytesPerSecond", heap.allocationBytesPerSecond());
        }
        json.writeNumberProperty("growthBytesPerSecond", heap.growthBytesPerSecond());
        json.writeNumberProperty("collectionRatio", heap.collectionRatio());
        json.writeNumberProperty("distress", heap.distress());
        json.writeEndObject();
    }

    private static void area(JsonGenerator json, MemoryArea area) {
        json.writeStartObject();
        json.writeStringProperty("name", area.name());
        json.writeStringProperty("unit", area.unit().name());
        json.writeNumberProperty("used", area.used());
        json.writeNumberProperty("limit", area.limit());
        json.writeNumberProperty("ratio", area.ratio());
        json.writeNumberProperty("growthPerSecond", area.growthPerSecond());
        TimeToExhaustion end = area.timeToExhaustion();
        if (end.expected()) {
            json.writeNumberProperty("fullEarliestSeconds", seconds(end.earliest()));
            json.writeNumberProperty("fullLatestSeconds", seconds(end.latest()));
        }
        json.writeEndObject();
    }

    private static double seconds(Duration time) {
        return time.toNanos() / NANOS;
    }
}
