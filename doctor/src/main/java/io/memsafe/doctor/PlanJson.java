package io.memsafe.doctor;

import io.memsafe.doctor.plan.Backtest;
import io.memsafe.doctor.plan.Change;
import io.memsafe.doctor.plan.Crossing;
import io.memsafe.doctor.plan.ForecastDay;
import io.memsafe.doctor.plan.MemoryPlan;
import io.memsafe.doctor.plan.Score;
import io.memsafe.doctor.plan.Trend;
import java.io.StringWriter;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Plans for programs. The names are stable; what is not known, or will never be, is left out. */
final class PlanJson {
    private final JsonGenerator json;

    private PlanJson(JsonGenerator json) {
        this.json = json;
    }

    static String of(List<MemoryPlan> plans, List<String> notes) {
        return write(out -> {
            out.json.writeStartObject();
            out.json.writeName("plans");
            out.json.writeStartArray();
            plans.forEach(out::plan);
            out.json.writeEndArray();
            out.texts("notes", notes);
            out.json.writeEndObject();
        });
    }

    static String of(Backtest backtest, int series, double level) {
        return write(out -> {
            out.json.writeStartObject();
            out.number("level", level);
            out.json.writeNumberProperty("series", series);
            out.number("coverage", backtest.coverage());
            out.json.writeName("methods");
            out.json.writeStartArray();
            backtest.scores().forEach(out::score);
            out.json.writeEndArray();
            out.json.writeEndObject();
        });
    }

    private static String write(Consumer<PlanJson> content) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
            content.accept(new PlanJson(generator));
        }
        return out.append(System.lineSeparator()).toString();
    }

    private void score(Score score) {
        json.writeStartObject();
        json.writeStringProperty("method", score.method().id());
        json.writeNumberProperty("cuts", score.cuts());
        json.writeNumberProperty("events", score.events());
        number("precision", score.precision());
        number("recall", score.recall());
        number("f1", score.f1());
        number("falsePositiveRate", score.falsePositiveRate());
        number("dayError", score.dayError());
        json.writeEndObject();
    }

    private void plan(MemoryPlan plan) {
        json.writeStartObject();
        json.writeStringProperty("series", plan.name());
        json.writeStringProperty("method", plan.method().id());
        json.writeBooleanProperty("act", plan.alert());
        json.writeStringProperty("unit", lower(plan.unit()));
        json.writeStringProperty("from", plan.from().toString());
        json.writeStringProperty("to", plan.to().toString());
        json.writeNumberProperty("samples", plan.samples());
        json.writeNumberProperty("duplicates", plan.duplicates());
        json.writeNumberProperty("gaps", plan.gaps());
        json.writeNumberProperty("longestGapHours", plan.longestGap().toHours());
        number("limit", plan.limit());
        number("meanRatio", plan.meanRatio());
        number("peakRatio", plan.peakRatio());
        number("highestRatio", plan.highestRatio());
        json.writeStringProperty("highestDay", date(plan.highestDay()));
        trend(plan.trend());
        json.writeName("season");
        json.writeStartObject();
        json.writeBooleanProperty("daily", plan.season().daily());
        json.writeBooleanProperty("weekly", plan.season().weekly());
        json.writeEndObject();
        json.writeName("changes");
        json.writeStartArray();
        plan.changes().forEach(this::change);
        json.writeEndArray();
        json.writeNumberProperty("daysAtLevel", plan.daysAtLevel());
        json.writeNumberProperty("episodes", plan.episodes());
        json.writeNumberProperty("observedDays", plan.observedDays());
        json.writeName("crossings");
        json.writeStartArray();
        plan.crossings().forEach(this::crossing);
        json.writeEndArray();
        json.writeName("forecast");
        json.writeStartArray();
        plan.forecast().forEach(this::forecast);
        json.writeEndArray();
        texts("actions", plan.actions());
        json.writeEndObject();
    }

    private void trend(Trend trend) {
        json.writeName("trend");
        json.writeStartObject();
        json.writeBooleanProperty("significant", trend.significant());
        number("perDayRatio", trend.perDay());
        number("lowPerDayRatio", trend.lowPerDay());
        number("highPerDayRatio", trend.highPerDay());
        json.writeEndObject();
    }

    private void change(Change change) {
        json.writeStartObject();
        json.writeStringProperty("kind", lower(change.kind()));
        json.writeStringProperty("day", date(change.epochDay()));
        number("from", change.from());
        number("to", change.to());
        json.writeEndObject();
    }

    private void crossing(Crossing crossing) {
        json.writeStartObject();
        number("level", crossing.level());
        json.writeStringProperty("basis", lower(crossing.basis()));
        json.writeBooleanProperty("act", crossing.alert());
        number("probability", crossing.probability());
        number("lowDays", crossing.lowDays());
        number("days", crossing.days());
        number("highDays", crossing.highDays());
        json.writeEndObject();
    }

    private void forecast(ForecastDay day) {
        json.writeStartObject();
        json.writeStringProperty("day", date(day.epochDay()));
        number("low", day.low());
        number("middle", day.middle());
        number("high", day.high());
        json.writeEndObject();
    }

    /** With six digits; nothing if it is not finite. */
    private void number(String name, double value) {
        if (Double.isFinite(value)) {
            json.writeNumberProperty(name, Double.parseDouble(String.format(Locale.ROOT, "%.6g", value)));
        }
    }

    private void texts(String name, List<String> values) {
        json.writeName(name);
        json.writeStartArray();
        values.forEach(json::writeString);
        json.writeEndArray();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String date(long epochDay) {
        return LocalDate.ofEpochDay(epochDay).toString();
    }
}
