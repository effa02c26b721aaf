package io.memsafe.benchmarks.doctor;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import io.memsafe.doctor.gclog.GcCollector;
import io.memsafe.doctor.gclog.GcLog;
import io.memsafe.doctor.gclog.GcLogFormat;
import io.memsafe.doctor.gclog.GcLogReader;
import io.memsafe.doctor.gclog.GcTrend.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * GC logs that others wrote. Their index is derived by a rough script, so it is only asked where it is sure, by rules made
 * from the index alone:
 *
 * <ul>
 *   <li>the collector, where it names one and the log has collections by its count;
 *   <li>the format, where it says unified; where it says JDK 8 but of Shenandoah, which wrote no such logs in JDK 8 of
 *       OpenJDK, or of no collector it knows, it is not sure;
 *   <li>the trend, where it counted at least ten major collections: {@code exhausted} if at the end at least 95 % of the heap
 *       were live, {@code stable} if at most 60 % were. Its {@code rising} compares the first quarter with the last, so that a
 *       cache which fills once and stays is rising too; it is never sure.
 * </ul>
 *
 * <p>Growth is judged by recordings instead, of JVMs that kept count of what they held: a leak is to be found, a step up and
 * down is not to be taken for one.
 */
final class GcLogCases {
    private static final int FEWEST_MAJOR = 10;

    private final Stand stand;
    private final Path data;
    private final Table wrong = new Table(
            "Wrong about GC logs",
            "Every log about which the index is sure and the doctor says otherwise.",
            "log",
            "sure",
            "said");

    GcLogCases(Stand stand, Path data) {
        this.stand = stand;
        this.data = data;
    }

    void measure() {
        List<Sample> index = index();
        Count collector = new Count();
        Count format = new Count();
        Count trend = new Count();
        for (Sample row : index) {
            String file = row.name();
            GcLog log = read(data.resolve("gclogs").resolve(file));
            String guess = row.label("collector_guess");
            boolean events = number(row, "n_gc_lines") > 0;
            if (events && !guess.equals("unknown")) {
                judge(
                        collector,
                        file,
                        guess,
                        log.collector() == collector(guess),
                        log.collector().title());
            }
            boolean unified = row.label("format").startsWith("unified");
            if (events && (unified || !(guess.equals("Shenandoah") || guess.equals("unknown")))) {
                boolean right = log.format() == (unified ? GcLogFormat.UNIFIED : GcLogFormat.LEGACY);
                judge(format, file, row.label("format"), right, log.format().title());
            }
            Verdict sure = trend(row);
            if (sure != null) {
                Verdict said = log.trend().verdict();
                judge(trend, file, sure.toString(), said == sure, said.toString());
            }
        }
        stand.figure(Figure.all(stand.figureName("gc-log.collector"), collector.right, collector.all));
        stand.figure(Figure.all(stand.figureName("gc-log.format"), format.right, format.all));
        stand.figure(Figure.all(stand.figureName("gc-log.trend"), trend.right, trend.all));
        recordings();
        stand.table(wrong);
    }

    private static final class Count {
        private long right;
        private long all;
    }

    private void judge(Count count, String file, String sure, boolean right, String said) {
        count.all++;
        count.right += right ? 1 : 0;
        if (!right) {
            wrong.row(file, sure, said);
        }
    }

    private static @Nullable Verdict trend(Sample row) {
        double last = number(row, "after_major_last_quarter_MB");
        double heap = number(row, "heap_cap_MB");
        if (number(row, "n_major") < FEWEST_MAJOR || !(last > 0) || !(heap > 0)) {
            return null;
        }
        String derived = row.label("derived_class");
        if (derived.equals("exhausted") && last >= 0.95 * heap) {
            return Verdict.EXHAUSTED;
        }
        return derived.equals("stable") && last <= 0.6 * heap ? Verdict.STABLE : null;
    }

    private void recordings() {
        Count leaks = new Count();
        long alarms = 0;
        for (Path log : recorded()) {
            String name = log.getFileName().toString();
            Verdict said = read(log).trend().verdict();
            boolean alarm = said == Verdict.RISING || said == Verdict.EXHAUSTED;
            if (name.contains("leak")) {
                judge(leaks, name, "leak", alarm, said.toString());
            } else if (name.contains("step") && alarm) {
                alarms++;
                wrong.row(name, "step up and down", said.toString());
            }
        }
        stand.figure(Figure.all(stand.figureName("gc-log.leaks"), leaks.right, leaks.all));
        stand.figure(Figure.none(stand.figureName("gc-log.false"), alarms));
    }

    private List<Path> recorded() {
        try (Stream<Path> files = Files.list(data.resolve("recordings"))) {
            return files.filter(file -> file.toString().endsWith(".log.gz"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new CannotMeasureException("cannot read the recordings in " + data + ": " + e, e);
        }
    }

    private List<Sample> index() {
        Path file = data.resolve("gclogs").resolve("index.csv");
        try {
            List<List<String>> records = Sample.records(Files.readString(file));
            List<Sample> rows = new ArrayList<>();
            for (List<String> fields : records.subList(1, records.size())) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 0; i < fields.size(); i++) {
                    row.put(records.get(0).get(i), fields.get(i));
                }
                rows.add(new Sample(fields.get(0), row, ""));
            }
            return rows;
        } catch (IOException e) {
            throw new CannotMeasureException("cannot read " + file + ": " + e, e);
        }
    }

    private static double number(Sample row, String column) {
        String text = row.label(column);
        return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    }

    private static GcCollector collector(String guess) {
        return guess.equals("ZGC") ? GcCollector.Z : GcCollector.valueOf(guess.toUpperCase(Locale.ROOT));
    }

    private static GcLog read(Path file) {
        GcLogReader reader = new GcLogReader(event -> {});
        try (InputStream in = Files.newInputStream(file)) {
            reader.read(file.toString(), in);
        } catch (IOException e) {
            throw new CannotMeasureException("cannot read " + file + ": " + e, e);
        }
        return reader.summary();
    }
}
