package io.memsafe.doctor;

import io.memsafe.doctor.jvm.Amount;
import io.memsafe.doctor.jvm.MemoryNeed;
import io.memsafe.doctor.jvm.NeedLine;
import io.memsafe.doctor.size.SettingsCheck;
import io.memsafe.doctor.size.SizePlan;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Sizes for programs. The names are stable; what is not known is left out. */
final class SizeJson {
    private final JsonGenerator json;

    private SizeJson(JsonGenerator json) {
        this.json = json;
    }

    static String of(SizePlan plan) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
            new SizeJson(generator).plan(plan);
        }
        return out.append(System.lineSeparator()).toString();
    }

    static String of(SettingsCheck check) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
            new SizeJson(generator).check(check);
        }
        return out.append(System.lineSeparator()).toString();
    }

    private void plan(SizePlan plan) {
        json.writeStartObject();
        json.writeStringProperty("verdict", plan.fits() ? "fits" : "does-not-fit");
        json.writeStringProperty("collector", plan.collector().title());
        json.writeNumberProperty("limitBytes", plan.limitBytes());
        json.writeNumberProperty("requestBytes", plan.requestBytes());
        json.writeNumberProperty("missingBytes", plan.missingBytes());
        json.writeNumberProperty("stackBytes", plan.stackBytes());
        json.writeNumberProperty("liveUseBytes", plan.liveUseBytes());
        need(plan.need());
        texts("flags", plan.flags());
        texts("remedies", plan.remedies());
        texts("notes", plan.notes());
        json.writeEndObject();
    }

    private void check(SettingsCheck check) {
        json.writeStartObject();
        json.writeStringProperty("verdict", check.verdict().id());
        MemoryNeed need = check.need();
        if (need != null) {
            json.writeNumberProperty("missingBytes", need.missingBytes());
            need(need);
        }
        texts("problems", check.problems());
        texts("notes", check.notes());
        json.writeEndObject();
    }

    private void need(MemoryNeed need) {
        need.limitBytes().ifPresent(limit -> json.writeNumberProperty("containerBytes", limit));
        json.writeNumberProperty("neededBytes", need.bytes());
        json.writeName("parts");
        json.writeStartArray();
        for (NeedLine line : need.lines()) {
            json.writeStartObject();
            json.writeStringProperty(
                    "part", line.part().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            json.writeNumberProperty("bytes", line.bytes());
            if (line.mostBytes() != Amount.UNBOUNDED) {
                json.writeNumberProperty("boundBytes", line.mostBytes());
            }
            json.writeStringProperty("origin", line.origin().name().toLowerCase(Locale.ROOT));
            json.writeStringProperty("how", line.why());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void texts(String name, List<String> values) {
        json.writeName(name);
        json.writeStartArray();
        values.forEach(json::writeString);
        json.writeEndArray();
    }
}
