package io.memsafe.doctor;

import io.memsafe.doctor.plan.Backtest;
import io.memsafe.doctor.plan.InputOptions;
import io.memsafe.doctor.plan.MemoryInput;
import io.memsafe.doctor.plan.MemoryPlan;
import io.memsafe.doctor.plan.MemorySeries;
import io.memsafe.doctor.plan.Method;
import io.memsafe.doctor.plan.PlanChart;
import io.memsafe.doctor.plan.Planner;
import io.memsafe.doctor.plan.UnreadableSamplesException;
import io.memsafe.doctor.plan.ValueUnit;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code memsafe-doctor plan}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        versionProvider = MemsafeDoctor.Version.class,
        description = {
            "Says from at least a week of memory use when it will be at 80 %% and 90 %% of its limit, and what to do.",
            "",
            "It reads tables (CSV with a line of names), answers of Prometheus to range queries, histories of memsafe's"
                    + " governor, and GC logs, of which it takes the live set. Plain or gzip."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing to act on, or a backtest was made",
            "1:a series is, or is expected within 30 days, at 80 %% of its limit or above",
            "2:wrong use, a file that cannot be read, less than a week of time, or no limit"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  memsafe-doctor plan --html plan.html memory.csv",
            "  curl -sG http://prometheus:9090/api/v1/query_range -d query=container_memory_working_set_bytes \\",
            "      -d start=2026-04-01T00:00:00Z -d end=2026-05-01T00:00:00Z -d step=1h | memsafe-doctor plan --limit 2g -",
            "  memsafe-doctor plan --time ts --value used_mb --unit mib --limit 4g stats.csv.gz",
            "  memsafe-doctor plan --png live.png gc.log.1 gc.log.0",
            "  memsafe-doctor plan --backtest --level 90 fleet.csv"
        })
final class PlanCommand implements Callable<Integer> {
    private static final int ACT = 1;
    private static final double PERCENT = 100;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Read in turn; - is the standard input.")
    private List<String> files = List.of();

    @Option(names = "--json", description = "One JSON object instead of text.")
    private boolean json;

    @Option(names = "--html", paramLabel = "PAGE", description = "Also writes a page with charts to this file.")
    private @Nullable Path html;

    @Option(
            names = "--png",
            paramLabel = "PICTURE",
            description = "Also writes the chart of the first series to this file.")
    private @Nullable Path png;

    @Option(
            names = "--limit",
            paramLabel = "SIZE",
            description = "The limit where the input tells none, such as 512m or 4g (powers of 1024).")
    private @Nullable String limit;

    @Option(
            names = "--unit",
            paramLabel = "UNIT",
            description =
                    "Of the numbers: bytes, kib, mib, gib, percent or ratio. Else the name of the column or metric tells,"
                            + " else it is bytes.")
    private @Nullable String unit;

    @Option(names = "--series", paramLabel = "TEXT", description = "Only series with this text in their names.")
    private @Nullable String series;

    @Option(
            names = "--time",
            paramLabel = "COLUMN",
            description = "Column with the time: ISO-8601, or since 1970 in s or ms.")
    private @Nullable String time;

    @Option(names = "--value", paramLabel = "COLUMN", description = "Column with the memory in use.")
    private @Nullable String value;

    @Option(names = "--limit-column", paramLabel = "COLUMN", description = "Column with the limit.")
    private @Nullable String limitColumn;

    @Option(names = "--series-column", paramLabel = "COLUMN", description = "Column that tells series apart.")
    private @Nullable String seriesColumn;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            description = "How days are told: memsafe (default), or linear, a line of least squares, for comparison.")
    private String method = Method.MEMSAFE.id();

    @Option(
            names = "--backtest",
            description = "Instead of a plan: asks every method about the past, and says how often it was right.")
    private boolean backtest;

    @Option(
            names = "--level",
            paramLabel = "PERCENT",
            description = "Level of the backtest, in percent of the limit (default: 90).")
    private double level = 90;

    PlanCommand() {}

    @Override
    public Integer call() {
        Method asked = method();
        if (!(level > 0 && level <= PERCENT)) {
            throw wrong("--level " + level + " is no percentage: give one above 0, up to 100");
        }
        MemoryInput input =
                new MemoryInput(new InputOptions(time, value, limitColumn, seriesColumn, unit(), limitBytes(), series));
        for (String file : files) {
            read(input, file);
        }
        List<MemorySeries> all = input.series();
        if (all.isEmpty()) {
            throw new CannotReadException(
                    series == null ? "no samples" : "no series has '" + series + "' of --series in its name");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (backtest) {
            out.print(backtest(all));
            out.flush();
            return 0;
        }
        List<String> notes = new ArrayList<>(input.notes());
        List<MemoryPlan> plans = plans(new Planner(asked), all, notes);
        out.print(json ? PlanJson.of(plans, notes) : PlanText.of(plans, notes));
        out.flush();
        if (html != null) {
            write(html, "--html", PlanPage.of(plans, notes).getBytes(StandardCharsets.UTF_8));
        }
        if (png != null) {
            write(png, "--png", picture(plans.get(0)));
        }
        return plans.stream().anyMatch(MemoryPlan::alert) ? ACT : 0;
    }

    private static byte[] picture(MemoryPlan plan) {
        System.setProperty("java.awt.headless", "true");
        try {
            return PlanChart.png(plan);
        } catch (IOException e) {
            throw new CannotReadException("cannot draw --png: " + e.getMessage() + "; or give --html instead", e);
        }
    }

    /** The most pressing first; a series that cannot be planned is a note beside others. */
    private static List<MemoryPlan> plans(Planner planner, List<MemorySeries> all, List<String> notes) {
        List<MemoryPlan> plans = new ArrayList<>();
        String first = "";
        int left = 0;
        for (MemorySeries each : all) {
            try {
                plans.add(planner.plan(each));
            } catch (IllegalArgumentException e) {
                first = left++ == 0 ? String.valueOf(e.getMessage()) : first;
            }
        }
        if (plans.isEmpty()) {
            throw new CannotReadException(first
                    + (left > 1 ? " (and " + (left - 1) + " more series)" : "")
                    + (first.contains("no limit") ? "; give it with --limit" : ""));
        }
        if (left > 0) {
            notes.add(left + " of " + all.size() + " series left out: " + first
                    + (left > 1 ? ", and " + (left - 1) + " more" : ""));
        }
        plans.sort(
                Comparator.comparingDouble((MemoryPlan plan) -> urgency(plan)).thenComparing(MemoryPlan::name));
        return plans;
    }

    private static double urgency(MemoryPlan plan) {
        return plan.crossings().stream()
                .mapToDouble(crossing -> crossing.days())
                .sum();
    }

    private String backtest(List<MemorySeries> all) {
        Backtest test = new Backtest(level / PERCENT);
        all.forEach(each -> test.add(each.name(), each.days()));
        if (test.cases().isEmpty()) {
            throw new CannotReadException(
                    "no series is long enough for a backtest: it needs a limit, and at least 14 days"
                            + " and the 30 after them");
        }
        return json ? PlanJson.of(test, all.size(), level / PERCENT) : PlanText.of(test, all.size(), level / PERCENT);
    }

    private Method method() {
        for (Method known : new Method[] {Method.MEMSAFE, Method.LINEAR}) {
            if (known.id().equals(method)) {
                return known;
            }
        }
        throw wrong("--method '" + method + "' is not known: give memsafe or linear");
    }

    private @Nullable ValueUnit unit() {
        if (unit == null) {
            return null;
        }
        for (ValueUnit known : ValueUnit.values()) {
            if (known.name().equalsIgnoreCase(unit)) {
                return known;
            }
        }
        throw wrong("--unit '" + unit + "' is not known: give bytes, kib, mib, gib, percent or ratio");
    }

    private double limitBytes() {
        if (limit == null) {
            return Double.NaN;
        }
        String text = limit.toLowerCase(Locale.ROOT);
        int end = text.length();
        while (end > 0 && !Character.isDigit(text.charAt(end - 1))) {
            end--;
        }
        String suffix = text.substring(end).strip();
        int power = suffix.isEmpty() ? 0 : "bkmgt".indexOf(suffix.charAt(0));
        String rest = suffix.isEmpty() ? "" : suffix.substring(1);
        try {
            double bytes = Double.parseDouble(text.substring(0, end)) * Math.pow(1024, power);
            if (power >= 0
                    && (rest.isEmpty() || rest.equals("b") || rest.equals("i") || rest.equals("ib"))
                    && bytes >= 1) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw wrong("--limit '" + limit + "' is no size: give bytes, or a number with k, m, g or t, such as 512m");
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static void read(MemoryInput input, String file) {
        try {
            if (file.equals("-")) {
                input.read("standard input", System.in);
                return;
            }
            input.read(InputFiles.existing(file, "*.csv"));
        } catch (UnreadableSamplesException | UncheckedIOException e) {
            throw new CannotReadException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CannotReadException("cannot read '" + file + "': " + InputFiles.reason(e), e);
        }
    }

    private static void write(Path file, String option, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new CannotReadException("cannot write '" + file + "' of " + option + ": " + InputFiles.reason(e), e);
        }
    }
}
