package io.memsafe.benchmarks.doctor;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Lab;
import io.memsafe.benchmarks.stand.ScratchFolder;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import io.memsafe.doctor.explain.Explanation;
import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The lab {@code doctor}: verdicts on labelled logs that nobody of this project wrote, which lie beside the repository and
 * not in it, and the time for a gigabyte.
 */
@Command(
        name = "doctor",
        description =
                "Is memsafe-doctor right about logs that others wrote, and how fast does it read a gigabyte in 64 MB?")
public final class DoctorLab extends Lab {
    private static final String HEAP = "64m";
    private static final long GIGABYTE = 1_000_000_000;
    private static final double SECONDS_BAR = 20;
    private static final String MAIN = "io.memsafe.doctor.MemsafeDoctor";

    private final Table wrong = new Table(
            "Wrong verdicts", "Every sample whose verdict is not what its labels say.", "sample", "labels", "verdict");

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Where the labelled logs are (../shared/data beside the repository).")
    private Path data = Path.of(System.getProperty("memsafe.root", "")).resolve("../shared/data");

    @Option(
            names = "--parts",
            paramLabel = "PART",
            split = ",",
            description = "Only some of it: ${COMPLETION-CANDIDATES}; all if not given.")
    private List<Part> parts = List.of();

    /** What can be measured by itself. */
    enum Part {
        EXPLAIN,
        AUDIT,
        SIZE,
        PLAN,
        CONFIG,
        WATCH
    }

    /** For the launcher. */
    public DoctorLab() {}

    @Override
    protected List<String> variant() {
        return names(parts);
    }

    @Override
    protected void measure(Stand stand) {
        if (!Files.isDirectory(data)) {
            throw new CannotMeasureException("there are no labelled logs in " + data
                    + ": they are not part of the project; give their folder with --data");
        }
        if (measures(Part.EXPLAIN)) {
            explain(stand);
        }
        Path configurations = data.resolve("configs").resolve("cases.csv");
        if (measures(Part.AUDIT)) {
            new AuditCases(stand).measure(configurations);
        }
        if (measures(Part.SIZE)) {
            new SizeCases(stand).measure(configurations);
            new SizeRuns(stand).measure();
        }
        if (measures(Part.PLAN)) {
            new PlanBacktest(stand).measure(data.resolve("mem-timeseries"));
            new PlanLeaks(stand).measure();
        }
        if (measures(Part.CONFIG)) {
            new ConfigPlans(stand).measure();
        }
        if (measures(Part.WATCH)) {
            new WatchCases(stand).measure(data.resolve("recordings"));
        }
    }

    private boolean measures(Part part) {
        return parts.isEmpty() || parts.contains(part);
    }

    private void explain(Stand stand) {
        stand.plan(1);
        List<Sample> kernel = Sample.labelled(data.resolve("kernel-oom"));
        List<Sample> errors = Sample.texts(data.resolve("oome").resolve("samples.jsonl"));
        all(
                stand,
                "kernel.right",
                kernel.stream().filter(sample -> !isOrdinary(sample)).toList(),
                Judgement::kernelIsRight);
        all(stand, "hs-err.classed", Sample.labelled(data.resolve("hs_err")), Judgement::hsErrIsRight);
        all(stand, "oome.classed", errors.stream().filter(DoctorLab::isEvent).toList(), Judgement::errorIsRight);
        none(
                stand,
                "oome.mentions-taken",
                errors.stream().filter(sample -> !isEvent(sample)).toList());
        none(
                stand,
                "ordinary.false",
                kernel.stream().filter(DoctorLab::isOrdinary).toList());
        new GcLogCases(stand, data).measure();
        gigabyte(stand);
        stand.table(wrong);
    }

    private static boolean isOrdinary(Sample sample) {
        return sample.label("scope").equals("none");
    }

    private static boolean isEvent(Sample sample) {
        return sample.label("event").equals("true");
    }

    private void all(Stand stand, String name, List<Sample> samples, BiPredicate<Sample, Explanation> right) {
        long good = samples.stream().filter(sample -> is(sample, right)).count();
        stand.figure(Figure.all(stand.figureName(name), good, samples.size()));
    }

    private void none(Stand stand, String name, List<Sample> samples) {
        if (samples.isEmpty()) {
            throw new CannotMeasureException("no samples for " + name + " in " + data);
        }
        long bad = samples.stream()
                .filter(sample -> !is(sample, (text, found) -> found.incidents().isEmpty()))
                .count();
        stand.figure(Figure.none(stand.figureName(name), bad));
    }

    private boolean is(Sample sample, BiPredicate<Sample, Explanation> right) {
        Explanation explanation = Judgement.explain(sample);
        boolean good = right.test(sample, explanation);
        if (!good) {
            wrong.row(sample.name(), sample.labels().values().toString(), Judgement.text(explanation));
        }
        return good;
    }

    private static void gigabyte(Stand stand) {
        double seconds =
                stand.run("a gigabyte in " + HEAP, 1, DoctorLab::readGigabyte).number("seconds");
        stand.figure(Figure.below(stand.figureName("gigabyte.seconds"), seconds, SECONDS_BAR, 1));
    }

    private static Map<String, Object> readGigabyte() throws IOException, InterruptedException {
        try (ScratchFolder folder = ScratchFolder.make("memsafe-doctor-")) {
            Path log = folder.path().resolve("large.log");
            long errors = LargeLog.write(log, GIGABYTE);
            ForkedResult result = ForkedJvm.on(Jdk.running())
                    .collector(Collector.SERIAL)
                    .heap(HEAP)
                    .classPath(System.getProperty("java.class.path"))
                    .main(MAIN, "explain", "--json", log.toString())
                    .timeout(Duration.ofMinutes(5))
                    .run();
            if (result.exitCode() != 0 || !String.join("", result.lines()).contains("\"java-heap\":" + errors)) {
                throw new CannotMeasureException("the child did not find " + errors + " errors: " + result);
            }
            return Map.of("seconds", result.elapsed().toMillis() / 1e3, "errors", errors);
        }
    }
}
