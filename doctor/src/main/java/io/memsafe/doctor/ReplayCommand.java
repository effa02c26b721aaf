package io.memsafe.doctor;

import io.memsafe.PressureLevel;
import io.memsafe.doctor.replay.GcLogReplay;
import io.memsafe.doctor.replay.HistoryReplay;
import io.memsafe.doctor.replay.ReplayResult;
import io.memsafe.replay.ReplayThresholds;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code memsafe-doctor replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        versionProvider = MemsafeDoctor.Version.class,
        description = {
            "Says what a governor with these thresholds would have done in a run that was recorded: levels, when they"
                    + " changed and for how long, and beside it what the rule 'heap in use above 85 %%' would have said.",
            "",
            "It reads the history of a governor, or a garbage collection log of any JVM."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no level would have been CRITICAL or above",
            "1:some level would have been CRITICAL or EMERGENCY",
            "2:wrong use, or a file that cannot be read or says too little"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  memsafe-doctor replay gc.log.1 gc.log.0 gc.log",
            "  memsafe-doctor replay --warning 0.75 --critical 0.90 /var/lib/shop/memory.history",
            "  memsafe-doctor replay --chart replay.svg gc.log",
            "  memsafe-doctor replay --heap 4g --json gc.log | jq .levelSeconds"
        })
final class ReplayCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "A history, or the files of one garbage collection log, the oldest first; also gzip.")
    private List<String> files = List.of();

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private Thresholds thresholds;

    @Option(
            names = "--naive",
            paramLabel = "RATIO",
            defaultValue = "0.85",
            description = "Of the rule to compare with, used / max: ${DEFAULT-VALUE}.")
    private double naive;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            converter = ByteSizeConverter.class,
            description = "The largest heap, for a garbage collection log that does not say it.")
    private long heap = -1;

    @Option(names = "--chart", paramLabel = "FILE.svg", description = "Writes a picture of it there, too.")
    private @Nullable Path chart;

    @Option(names = "--json", description = "One JSON object instead of text.")
    private boolean json;

    ReplayCommand() {}

    @Override
    public Integer call() {
        if (!(naive > 0 && naive < 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--naive must be a share above 0 and below 1, but is " + naive);
        }
        ReplayThresholds levels = thresholds.get();
        List<Path> paths = new ArrayList<>();
        files.forEach(file -> paths.add(path(file)));
        ReplayResult result;
        try {
            result = replay(paths, levels);
        } catch (AccessDeniedException e) {
            throw new CannotReadException("cannot read '" + e.getFile() + "': permission denied", e);
        } catch (IOException e) {
            throw new CannotReadException(String.valueOf(e.getMessage()), e);
        }
        if (chart != null) {
            try {
                Files.writeString(chart, ReplayChart.of(result));
            } catch (IOException e) {
                throw new CannotReadException("cannot write '" + chart + "': " + InputFiles.reason(e), e);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? ReplayJson.of(result) : ReplayText.of(result, Sparkline.terminal()));
        out.flush();
        return result.worst().atLeast(PressureLevel.CRITICAL) ? 1 : 0;
    }

    private ReplayResult replay(List<Path> paths, ReplayThresholds levels) throws IOException {
        for (Path path : paths) {
            if (HistoryReplay.isHistory(path)) {
                if (paths.size() > 1) {
                    throw new CannotReadException(
                            "'" + path + "' is a history, which is replayed alone: give no other file");
                }
                return HistoryReplay.replay(path, levels, naive);
            }
        }
        return GcLogReplay.replay(paths, heap, levels, naive);
    }

    private static Path path(String file) {
        if (file.equals("-") && !Files.exists(Path.of(file))) {
            throw new CannotReadException(
                    "the standard input cannot be replayed, since a log is read twice: give a file");
        }
        return InputFiles.existing(file, "*.log");
    }
}
