package io.memsafe.doctor;

import io.memsafe.doctor.audit.Audit;
import io.memsafe.doctor.audit.Finding;
import io.memsafe.doctor.audit.Rule;
import io.memsafe.doctor.audit.Rules;
import io.memsafe.doctor.audit.Severity;
import io.memsafe.doctor.audit.UnknownFact;
import io.memsafe.doctor.audit.Victims.Victim;
import java.io.StringWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** An audit for programs. The names are stable; what is not known is left out. */
final class AuditJson {
    private AuditJson() {}

    static String of(Audit audit, Severity least) {
        return written(json -> {
            json.writeStartObject();
            json.writeStringProperty("profile", audit.profile().id());
            json.writeStringProperty("profileReason", audit.profileReason());
            json.writeName("findings");
            json.writeStartArray();
            for (Finding finding : audit.findings()) {
                if (finding.severity().compareTo(least) >= 0) {
                    finding(json, finding);
                }
            }
            json.writeEndArray();
            json.writeName("killedFirst");
            json.writeStartArray();
            audit.victims().forEach(victim -> victim(json, victim));
            json.writeEndArray();
            json.writeName("unknown");
            json.writeStartArray();
            for (UnknownFact fact : audit.unknown()) {
                json.writeStartObject();
                json.writeStringProperty("what", fact.what());
                json.writeStringProperty("reason", fact.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    static String rules() {
        return written(json -> {
            json.writeStartArray();
            for (Rule rule : Rules.all()) {
                json.writeStartObject();
                json.writeStringProperty("rule", rule.id());
                json.writeStringProperty("looksAt", rule.looksAt());
                json.writeBooleanProperty("byProfile", rule.byProfile());
                json.writeStringProperty("source", rule.source());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void finding(JsonGenerator json, Finding finding) {
        json.writeStartObject();
        json.writeStringProperty("rule", finding.rule());
        json.writeStringProperty("severity", finding.severity().id());
        json.writeStringProperty("where", finding.where());
        json.writeStringProperty("found", finding.found());
        json.writeStringProperty("why", finding.why());
        json.writeStringProperty("fix", finding.fix());
        if (finding.profile() != null) {
            json.writeStringProperty("profile", finding.profile().id());
        }
        json.writeStringProperty("source", finding.source());
        json.writeEndObject();
    }

    private static void victim(JsonGenerator json, Victim victim) {
        json.writeStartObject();
        json.writeNumberProperty("pid", victim.process().pid());
        json.writeStringProperty("name", victim.process().name());
        number(json, "score", victim.process().score());
        number(json, "scoreAdjustment", victim.process().scoreAdjustment());
        number(json, "residentBytes", victim.process().residentBytes());
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, @Nullable Long value) {
        if (value != null) {
            json.writeNumberProperty(name, value);
        }
    }

    private static String written(Consumer<JsonGenerator> content) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
            content.accept(json);
        }
        return out.append(System.lineSeparator()).toString();
    }
}
