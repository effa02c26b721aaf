package io.memsafe.benchmarks.batch;

import io.memsafe.benchmarks.batch.child.BatchChild;
import io.memsafe.benchmarks.batch.child.Contender;
import io.memsafe.benchmarks.batch.child.Contender.Kind;
import io.memsafe.benchmarks.batch.child.Ledger;
import io.memsafe.benchmarks.batch.child.Workload;
import io.memsafe.benchmarks.stand.Condition;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.benchmarks.stand.ScratchFolder;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Where contenders run: each run is a child JVM with a ledger of its own. */
final class Ring {

    private static final List<String> OURS = List.of("memsafe-", "slf4j-");

    /**
     * Whether the loops over an item's bytes are inlined into the loop of a contestant decides their speed by a third, and
     * hangs on the order in which methods get hot. So where time counts, the task is compiled by itself for everybody.
     */
    private static final String[] TASK_BY_ITSELF = {
        "-XX:CompileCommand=quiet",
        "-XX:CompileCommand=dontinline,io.memsafe.benchmarks.batch.child.Task::transform",
        "-XX:CompileCommand=dontinline,io.memsafe.benchmarks.batch.child.Task::write",
        "-XX:CompileCommand=dontinline,io.memsafe.benchmarks.batch.child.Task$Source::next"
    };

    private final Stand stand;
    private final Duration limit;
    private final Expected expected = new Expected();
    private double longestSeconds = 1;

    Ring(Stand stand, Duration limit) {
        this.stand = stand;
        this.limit = limit;
    }

    /** Runs a contender once on a workload that is repeated so often. */
    Run run(Contender contender, Workload workload, Condition condition, int repeats, int round) {
        String name = workload.key() + (repeats == 1 ? "" : " x " + repeats) + ", " + contender + ", " + condition;
        Run run = stand.run(name, round, () -> fork(contender, workload, condition, repeats));
        if (!Outcome.TIMEOUT.equals(run.values().get(Outcome.END))) {
            longestSeconds = Math.max(longestSeconds, run.elapsedSeconds());
        }
        return run;
    }

    /** Whether a quick run has the time for one more. */
    boolean timeForOneMore() {
        return stand.timeFor(Duration.ofMillis(Math.round(longestSeconds * 1.2 * 1000)));
    }

    /**
     * Only what the contender needs: who looks for services opens every archive of the class path, and the directories
     * of them all stay in the heap.
     */
    private static String classPath(Contender contender) {
        String all = System.getProperty("java.class.path", "");
        return contender.kind() == Kind.PEER
                ? all
                : Arrays.stream(all.split(File.pathSeparator))
                        .filter(entry ->
                                !entry.endsWith(".jar") || OURS.stream().anyMatch(name(entry)::startsWith))
                        .collect(Collectors.joining(File.pathSeparator));
    }

    private static String name(String entry) {
        return entry.substring(entry.lastIndexOf(File.separatorChar) + 1);
    }

    private Map<String, Object> fork(Contender contender, Workload workload, Condition condition, int repeats)
            throws IOException {
        try (ScratchFolder folder = ScratchFolder.make("memsafe-batch-")) {
            Path file = folder.path().resolve("ledger");
            long items = (long) workload.items() * repeats;
            Ledger ledger = Ledger.open(file, items);
            Duration granted = stand.limit(limit);
            ForkedResult result = ForkedJvm.on(condition.jdk())
                    .collector(condition.collector())
                    .heap(condition.heapMegabytes() + "m")
                    .flags(repeats > 1 ? TASK_BY_ITSELF : new String[0])
                    .classPath(classPath(contender))
                    .temporaryFolder(folder.path())
                    .main(
                            BatchChild.class.getName(),
                            file.toString(),
                            contender.name(),
                            workload.name(),
                            Long.toString(items))
                    .timeout(granted)
                    .run();
            Map<String, Object> values = Outcome.values(result, ledger, expected.verdict(workload, ledger));
            if (result.timedOut() && granted.compareTo(limit) < 0) {
                values.put(Outcome.END, Outcome.CUT);
            }
            return values;
        }
    }
}
