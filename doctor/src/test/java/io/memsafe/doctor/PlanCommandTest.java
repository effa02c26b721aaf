package io.memsafe.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PlanCommandTest {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... arguments) {
        CommandLine commands = MemsafeDoctor.commandLine();
        commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commands.execute(arguments);
    }

    private String csv(String name, int days, IntToDoubleFunction percentAtHour) throws IOException {
        StringBuilder csv = new StringBuilder("time,used_percent\n");
        for (int hour = 0; hour < 24 * days; hour++) {
            csv.append(String.format(
                    Locale.ROOT, "%s,%.3f\n", START.plusSeconds(3_600L * hour), percentAtHour.applyAsDouble(hour)));
        }
        return Files.writeString(folder.resolve(name), csv).toString();
    }

    @Test
    void growthMustEndWithOneAndSayWhatToDo() throws IOException {
        Path page = folder.resolve("plan.html");
        Path picture = folder.resolve("plan.png");
        String file = csv("leak.csv", 30, hour -> 40 + hour / 24.0);
        assertThat(run("plan", "--html", page.toString(), "--png", picture.toString(), file))
                .isEqualTo(1);
        assertThat(out.toString())
                .startsWith("leak.csv: memory grows to 90 % of the limit in ")
                .contains("trend    +1.00 % of the limit a day", "to 80 %", "to 90 %", "What to do");
        assertThat(err.toString()).isEmpty();
        assertThat(Files.readString(page)).contains("<svg", "leak.csv").doesNotContain("src=", "href=", "url(");
        assertThat(Files.size(picture)).isGreaterThan(5_000);
    }

    @Test
    void aCalmSeriesMustEndWithZero() throws IOException {
        assertThat(run("plan", csv("calm.csv", 20, hour -> 30 + hour * 7 % 5))).isZero();
        assertThat(out.toString())
                .startsWith("calm.csv: nothing leads to 80 %")
                .contains("no significant trend")
                .doesNotContain("What to do");
    }

    @Test
    void lessThanAWeekMustEndWithTwo() throws IOException {
        assertThat(run("plan", csv("short.csv", 3, hour -> 30))).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo("memsafe-doctor: short.csv: 3.0 days of samples; a plan needs at least a week of time"
                        + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void jsonMustHaveItsStableNames() throws IOException {
        assertThat(run("plan", "--json", csv("leak.csv", 30, hour -> 40 + hour / 24.0)))
                .isEqualTo(1);
        JsonNode json = JsonMapper.shared().readTree(out.toString());
        assertThat(json.propertyNames()).containsExactly("plans", "notes");
        JsonNode plan = json.get("plans").get(0);
        assertThat(plan.propertyNames())
                .contains("series", "act", "limit", "trend", "crossings", "forecast", "actions", "changes", "season");
        assertThat(plan.get("crossings").get(1).propertyNames())
                .containsExactly("level", "basis", "act", "probability", "lowDays", "days", "highDays");
        assertThat(plan.get("forecast")).hasSize(30);
    }

    @Test
    void theBacktestMustNameEveryMethod() throws IOException {
        assertThat(run("plan", "--backtest", csv("peaks.csv", 90, hour -> hour % 240 < 2 ? 95 : 30 + hour % 5)))
                .isZero();
        assertThat(out.toString()).contains("memsafe ", "linear ", "recurrence-28d", "recurrence-56d", "never ");
    }

    @Test
    void wrongUseMustBeNamed() throws IOException {
        String file = csv("a.csv", 10, hour -> 30);
        assertThat(run("plan", "--limit", "lots", file)).isEqualTo(2);
        assertThat(run("plan", "--method", "magic", file)).isEqualTo(2);
        assertThat(run("plan", "--unit", "stone", file)).isEqualTo(2);
        assertThat(run("plan", "--level", "300", "--backtest", file)).isEqualTo(2);
        assertThat(run("plan", "--series", "zzz", file)).isEqualTo(2);
        assertThat(run("plan", folder.toString())).isEqualTo(2);
        assertThat(run("plan", "no-such.csv")).isEqualTo(2);
        assertThat(run("plan", "--time", "zeit", file)).isEqualTo(2);
        assertThat(run("plan", "--html", folder.resolve("no/such.html").toString(), file))
                .isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(9)
                .allMatch(line -> line.startsWith("memsafe-doctor: ") && !line.contains("Exception:"));
        assertThat(err.toString())
                .contains(
                        "'lots' is no size",
                        "'magic'",
                        "'stone'",
                        "300",
                        "'zzz'",
                        "is a folder",
                        "no-such.csv",
                        "'zeit'");
    }
}
