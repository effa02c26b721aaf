package io.memsafe.doctor;

import io.memsafe.doctor.config.ConfigFile;
import io.memsafe.doctor.config.Item;
import io.memsafe.doctor.config.MemoryPlan;
import io.memsafe.doctor.config.PlanText;
import io.memsafe.doctor.config.ProgramCheck;
import io.memsafe.doctor.config.ServicePlan;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A plan, what was written of it, and what programs said: for people, or for programs, with names that are stable. */
record ConfigReport(MemoryPlan plan, @Nullable Path folder, List<ConfigFile> files, List<ProgramCheck> checks) {

    String text() {
        StringBuilder out = new StringBuilder(PlanText.of(plan));
        if (folder != null) {
            line(out, "");
            line(out, "Written to " + folder + ", as below /etc:");
            files.forEach(file -> line(out, "  " + file.path()));
        }
        if (!checks.isEmpty()) {
            line(out, "");
            line(out, "Judged by");
        }
        for (ProgramCheck check : checks) {
            String outcome = switch (check.outcome()) {
                case ACCEPTED -> "accepted";
                case REJECTED -> "REJECTED";
                case NOT_INSTALLED -> "not installed";
            };
            line(
                    out,
                    String.format(
                            Locale.ROOT,
                            "  %-16s %-14s %d %s",
                            check.program(),
                            outcome,
                            check.files().size(),
                            check.files().size() == 1 ? "file" : "files"));
            if (check.outcome() == ProgramCheck.Outcome.REJECTED) {
                check.files().forEach(file -> line(out, "      " + file));
                check.said().lines().forEach(said -> line(out, "      " + said.strip()));
            }
        }
        return out.toString();
    }

    private static void line(StringBuilder out, String text) {
        out.append(text).append(System.lineSeparator());
    }

    String json() {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeBooleanProperty("fits", plan.fits());
            json.writeNumberProperty("memoryBytes", plan.memoryBytes());
            json.writeNumberProperty("worstBytes", plan.worstBytes());
            json.writeNumberProperty("budgetBytes", plan.budgetBytes());
            json.writeNumberProperty("reservedBytes", plan.reservedBytes());
            json.writeNumberProperty("missingBytes", plan.missingBytes());
            texts(json, "problems", plan.problems());
            texts(json, "notes", plan.notes());
            json.writeArrayPropertyStart("services");
            plan.services().forEach(service -> service(json, service));
            json.writeEndArray();
            if (folder != null) {
                json.writeStringProperty("folder", folder.toString());
                texts(json, "files", files.stream().map(ConfigFile::path).toList());
            }
            json.writeArrayPropertyStart("checks");
            for (ProgramCheck check : checks) {
                json.writeStartObject();
                json.writeStringProperty("program", check.program());
                json.writeStringProperty(
                        "outcome",
                        check.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
                texts(json, "files", check.files());
                json.writeStringProperty("said", check.said());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.append(System.lineSeparator()).toString();
    }

    private static void service(JsonGenerator json, ServicePlan service) {
        json.writeStartObject();
        json.writeStringProperty("name", service.name());
        json.writeStringProperty(
                "importance", service.service().claim().importance().id());
        json.writeNumberProperty("worstBytes", service.settings().worstBytes());
        json.writeNumberProperty("budgetBytes", service.settings().budgetBytes());
        json.writeArrayPropertyStart("items");
        for (Item item : service.settings().worstCase()) {
            json.writeStartObject();
            json.writeStringProperty("label", item.label());
            json.writeNumberProperty("count", item.count());
            json.writeNumberProperty("eachBytes", item.eachBytes());
            json.writeNumberProperty("totalBytes", item.totalBytes());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, String name, List<String> values) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
    }
}
