package io.memsafe.benchmarks.doctor;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import io.memsafe.doctor.plan.Crossing;
import io.memsafe.doctor.plan.MemorySeries;
import io.memsafe.doctor.plan.Method;
import io.memsafe.doctor.plan.Planner;
import io.memsafe.doctor.plan.SeriesUnit;
import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Slow leaks in real JVMs: what was live after each collection, until 90 % of the heap. A second is taken for a day; when half of
 * the time is over, the planner is asked when the end will be.
 */
final class PlanLeaks {
    private static final int LEAKS = 20;
    private static final int GOOD = 18;
    private static final int AT_ONCE = 4;
    private static final double LEVEL = 0.9;
    private static final double MOST_ERROR = 0.2;
    private static final long DAY_SECONDS = 86_400;

    private final Stand stand;
    private final Table table = new Table(
            "Slow leaks", "A second is a day; asked at half of the time.", "leak", "days left", "said", "error");

    /** A leak and what was said of it. */
    private record Leak(String name, double left, double said) {
        double error() {
            return Math.abs(said - left) / left;
        }
    }

    PlanLeaks(Stand stand) {
        this.stand = stand;
    }

    void measure() {
        stand.plan(1);
        double good = stand.run("slow leaks", 1, this::leak).number("good");
        stand.figure(Figure.atLeast(stand.figureName("plan.leaks-within-20-percent"), good, GOOD, 0));
        stand.table(table);
    }

    private Map<String, Object> leak() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        int good = 0;
        try {
            List<Future<Leak>> leaks = new ArrayList<>();
            for (int i = 0; i < LEAKS; i++) {
                int number = i;
                leaks.add(threads.submit(() -> run(number)));
            }
            for (Future<Leak> future : leaks) {
                Leak leak = future.get();
                good += leak.error() <= MOST_ERROR ? 1 : 0;
                table.row(leak.name(), text(leak.left()), text(leak.said()), text(100 * leak.error()) + " %");
            }
        } finally {
            threads.shutdownNow();
        }
        return Map.of("good", good, "leaks", LEAKS);
    }

    private static Leak run(int number) {
        Collector collector = number % 2 == 0 ? Collector.G1 : Collector.SERIAL;
        int heap = 64 + 32 * (number % 3);
        int seconds = 30 + number;
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .collector(collector)
                .heap(heap + "m")
                .classPath(System.getProperty("java.class.path"))
                .main(LeakingProgram.class.getName(), Integer.toString(seconds), Integer.toString(number))
                .timeout(Duration.ofMinutes(5))
                .run();
        List<long[]> samples = samples(result);
        long end = samples.stream()
                .filter(sample -> sample[1] >= LEVEL * sample[2])
                .mapToLong(sample -> sample[0])
                .findFirst()
                .orElseThrow(() -> new CannotMeasureException("the leak did not reach its end: " + result));
        MemorySeries series = new MemorySeries("leak", SeriesUnit.BYTES);
        for (long[] sample : samples) {
            if (sample[0] <= end / 2) {
                series.add(sample[0] * DAY_SECONDS, (double) sample[1], (double) sample[2]);
            }
        }
        List<Crossing> crossings = new Planner(Method.MEMSAFE).plan(series).crossings();
        double said = crossings.get(crossings.size() - 1).days();
        String name = collector.label() + ", " + heap + " MB, " + seconds + " s";
        return new Leak(name, (end - end / 2) / 1e3, said);
    }

    private static List<long[]> samples(ForkedResult result) {
        List<long[]> samples = new ArrayList<>();
        for (String line : result.lines()) {
            if (line.startsWith("live ")) {
                String[] fields = line.split(" ", -1);
                samples.add(
                        new long[] {Long.parseLong(fields[1]), Long.parseLong(fields[2]), Long.parseLong(fields[3])});
            }
        }
        return samples;
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
