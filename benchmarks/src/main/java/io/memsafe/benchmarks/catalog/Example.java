package io.memsafe.benchmarks.catalog;

import io.memsafe.benchmarks.stand.Condition;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.benchmarks.stand.ScratchFolder;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The example job as a contestant: each run is a child JVM with a database of its own, deleted afterwards. */
final class Example {

    private static final String MAIN = "io.memsafe.examples.catalog.Catalog";

    private final Stand stand;
    private final Duration limit;
    private final List<String> shared;
    private final Losses losses = new Losses();
    private double longestSeconds;

    Example(Stand stand, Duration limit, int workers, List<String> modules) {
        this.stand = stand;
        this.limit = limit;
        List<String> arguments = new ArrayList<>(List.of("--workers", Integer.toString(workers)));
        if (!modules.isEmpty()) {
            arguments.addAll(List.of("--modules", String.join(",", modules)));
        }
        arguments.addAll(List.of("--report", "lines", "--no-answers"));
        this.shared = List.copyOf(arguments);
    }

    /** Runs it once. */
    Run run(Contender contender, Condition condition, int round) {
        Run run = stand.run(contender.label() + ", " + condition, round, () -> fork(contender, condition));
        longestSeconds = Math.max(longestSeconds, run.elapsedSeconds());
        losses.add(contender, condition, run);
        return run;
    }

    /** Whether a quick run has the time for one more. */
    boolean timeForOneMore() {
        return stand.timeFor(Duration.ofMillis(Math.round(longestSeconds * 1.2 * 1000)));
    }

    /** What was lost or written twice in all runs so far. */
    Losses losses() {
        return losses;
    }

    /** The arguments of every child. */
    String arguments() {
        return String.join(" ", shared);
    }

    /** Whether a run came to its end and a second count agrees. */
    static boolean good(Run run) {
        return ChildReport.COMPLETE.equals(run.values().get(ChildReport.END))
                && Boolean.TRUE.equals(run.values().get(ChildReport.VERIFIED));
    }

    /** Whether a run was killed only because a quick run had no more time; it says nothing then. */
    static boolean cut(Run run) {
        return ChildReport.CUT.equals(run.values().get(ChildReport.END));
    }

    private Map<String, Object> fork(Contender contender, Condition condition) throws IOException {
        try (ScratchFolder folder = ScratchFolder.make("memsafe-catalog-")) {
            List<String> arguments = new ArrayList<>(contender.arguments());
            arguments.addAll(shared);
            arguments.addAll(List.of("--out", folder.path().resolve("out").toString()));
            Duration granted = stand.limit(limit);
            ForkedResult result = ForkedJvm.on(condition.jdk())
                    .collector(condition.collector())
                    .heap(condition.heapMegabytes() + "m")
                    .ownClassPath()
                    .temporaryFolder(folder.path())
                    .main(MAIN, arguments.toArray(String[]::new))
                    .timeout(granted)
                    .run();
            Map<String, Object> values = ChildReport.values(result);
            if (result.timedOut() && granted.compareTo(limit) < 0) {
                values.put(ChildReport.END, ChildReport.CUT);
            }
            return values;
        }
    }
}
