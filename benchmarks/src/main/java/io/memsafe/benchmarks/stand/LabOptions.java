package io.memsafe.benchmarks.stand;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every lab. */
final class LabOptions {

    @Option(names = "--quick", description = "Fewer and shorter runs: under 5 minutes, with rougher figures.")
    boolean quick;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where the results go (benchmarks/results, and benchmarks/target/results of quick runs).")
    @Nullable
    Path out;

    @Option(
            names = "--wait",
            paramLabel = "MINUTES",
            defaultValue = "60",
            description = "How long to wait for another measurement on this machine (${DEFAULT-VALUE}).")
    int waitMinutes;

    @Option(
            names = "--lock",
            paramLabel = "FILE",
            description = "The lock file that other measurements heed too (memsafe-benchmarks.lock in the temporary"
                    + " folder).")
    @Nullable
    Path lock;

    @Option(
            names = "--resume",
            description =
                    "Takes the runs that an earlier, perhaps interrupted, measurement has left in the folder of the"
                            + " results, and adds those that are missing.")
    boolean resume;

    @Option(names = "--help", usageHelp = true, description = "Shows this.")
    boolean help;

    Path lockFile() {
        return lock != null ? lock : Path.of(System.getProperty("java.io.tmpdir"), "memsafe-benchmarks.lock");
    }

    Duration longestWait() {
        if (waitMinutes < 0) {
            throw new CannotMeasureException("--wait must be 0 minutes or more, but is " + waitMinutes);
        }
        return Duration.ofMinutes(waitMinutes);
    }

    Path folder(Path root) {
        if (out != null) {
            return out;
        }
        return root.resolve(quick ? "benchmarks/target/results" : "benchmarks/results");
    }
}
