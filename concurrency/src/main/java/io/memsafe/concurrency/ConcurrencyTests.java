package io.memsafe.concurrency;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;

/**
 * Runs the tests with the options of jcstress, and tells of each in one line what was seen and how often. Exit code 0: some
 * ran, and nothing that is forbidden was seen in any; 1: a test failed or could not run; 2: no such option.
 */
public final class ConcurrencyTests {
    private static final String ROOT = "io.memsafe.";
    private static final double PERCENT = 100;

    private ConcurrencyTests() {}

    /**
     * Runs them.
     *
     * @param arguments of jcstress; -h lists them
     */
    public static void main(String[] arguments) throws Exception {
        Options options = new Options(arguments);
        if (!options.parse()) {
            System.exit(2);
        }
        boolean passed = true;
        try {
            new JCStress(options).run();
        } catch (AssertionError failures) {
            passed = false; // it has told of them
        }
        List<TestResult> results = results(options.getResultFile());
        for (TestResult result : results) {
            passed &= passed(result);
            print(result, System.out);
        }
        System.out.printf(
                "%d tests on JDK %s: %s%n",
                results.size(), System.getProperty("java.version"), passed ? "passed" : "FAILED");
        System.exit(passed && !results.isEmpty() ? 0 : 1);
    }

    private static List<TestResult> results(String file) throws IOException, ClassNotFoundException {
        InProcessCollector found = new InProcessCollector();
        DiskReadCollector reader = new DiskReadCollector(file, found);
        try {
            reader.dump();
        } finally {
            reader.close();
        }
        return ReportUtils.mergedByName(found.getTestResults()).stream()
                .sorted(Comparator.comparing(TestResult::getName))
                .toList();
    }

    private static boolean passed(TestResult result) {
        return result.status() == Status.NORMAL && result.getTotalCount() > 0 && result.grading().isPassed;
    }

    private static void print(TestResult result, PrintStream out) {
        long total = result.getTotalCount();
        String seen = result.getStateKeys().stream()
                .sorted(Comparator.comparingLong(result::getCount).reversed())
                .map(state ->
                        String.format(Locale.ROOT, "(%s) %.4f %%", state, PERCENT * result.getCount(state) / total))
                .collect(joining(", "));
        out.printf(
                Locale.ROOT,
                "%-6s %-36s %,14d: %s%n",
                passed(result) ? "ok" : "FAILED",
                result.getName().substring(ROOT.length()),
                total,
                seen.isEmpty() ? result.status() : seen);
    }
}
