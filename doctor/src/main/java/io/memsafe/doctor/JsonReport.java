package io.memsafe.doctor;

import io.memsafe.doctor.explain.Evidence;
import io.memsafe.doctor.explain.Explanation;
import io.memsafe.doctor.explain.Incident;
import io.memsafe.doctor.explain.MemoryUser;
import java.io.StringWriter;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** An explanation for programs. The names are stable; what is not known is left out. */
final class JsonReport {
    private final JsonGenerator json;

    private JsonReport(JsonGenerator json) {
        this.json = json;
    }

    static String of(Explanation explanation) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
            new JsonReport(generator).explanation(explanation);
        }
        return out.append(System.lineSeparator()).toString();
    }

    /** One incident, in a line, as it is found. */
    static String of(Incident incident) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
            new JsonReport(generator).incident(incident);
        }
        return out.append(System.lineSeparator()).toString();
    }

    private void explanation(Explanation explanation) {
        json.writeStartObject();
        Incident verdict = explanation.verdict();
        if (verdict != null) {
            json.writeName("verdict");
            incident(verdict);
        }
        json.writeName("others");
        json.writeStartArray();
        explanation.incidents().stream().skip(1).forEach(this::incident);
        json.writeEndArray();
        json.writeName("seen");
        json.writeStartObject();
        TreeMap<String, Long> seen = new TreeMap<>();
        explanation.seen().forEach((kind, count) -> seen.put(kind.id(), count));
        seen.forEach(json::writeNumberProperty);
        json.writeEndObject();
        texts("inputs", explanation.inputs());
        json.writeNumberProperty("linesRead", explanation.linesRead());
        texts("notes", explanation.notes());
        json.writeEndObject();
    }

    private void incident(Incident incident) {
        json.writeStartObject();
        text("kind", incident.kind().id());
        text("victim", incident.victim());
        number("pid", incident.pid());
        text("by", incident.by());
        text("limit", incident.limit());
        text("cause", incident.cause());
        text("when", incident.when());
        number("count", incident.count());
        text("lastWhen", incident.lastWhen());
        json.writeName("users");
        json.writeStartArray();
        for (MemoryUser user : incident.users()) {
            json.writeStartObject();
            text("name", user.name());
            number("pid", user.pid());
            number("residentBytes", user.residentBytes());
            number("swapBytes", user.swapBytes());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeName("evidence");
        json.writeStartArray();
        for (Evidence evidence : incident.evidence()) {
            json.writeStartObject();
            text("source", evidence.source());
            number("line", evidence.line());
            text("text", evidence.text());
            json.writeEndObject();
        }
        json.writeEndArray();
        texts("advice", incident.advice());
        json.writeEndObject();
    }

    private void text(String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    private void number(String name, @Nullable Long value) {
        if (value != null) {
            json.writeNumberProperty(name, value);
        }
    }

    private void texts(String name, List<String> values) {
        json.writeName(name);
        json.writeStartArray();
        values.forEach(json::writeString);
        json.writeEndArray();
    }
}
