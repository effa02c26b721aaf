package io.memsafe.doctor;

import io.memsafe.doctor.explain.Explainer;
import io.memsafe.doctor.explain.Explanation;
import io.memsafe.doctor.explain.LogFollower;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code memsafe-doctor explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        versionProvider = MemsafeDoctor.Version.class,
        description = {
            "Reads logs and says what was killed or failed for want of memory, by whom and by which limit, and what to do.",
            "",
            "It knows reports of the kernel's OOM killer (dmesg, journal, syslog), kills of systemd-oomd and earlyoom,"
                    + " hs_err files of a JVM, OutOfMemoryErrors in logs of any application, GC logs of JDK 6 to 25, what"
                    + " 'kubectl describe pod' and 'kubectl get' say, and histories that memsafe keeps. Plain text or gzip."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:something was found and explained",
            "1:all was read and nothing was found",
            "2:wrong use, or a file that cannot be read",
            "130:ended by Ctrl-C, which is the usual end of --follow"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  journalctl -k --since yesterday | memsafe-doctor explain -",
            "  memsafe-doctor explain app.log.2.gz app.log.1 app.log hs_err_pid1234.log",
            "  kubectl logs --previous my-pod | memsafe-doctor explain --json - | jq .verdict.kind",
            "  kubectl describe pod my-pod | memsafe-doctor explain -",
            "  memsafe-doctor explain gc.log.0 gc.log",
            "  memsafe-doctor explain --follow app.log gc.log",
            "  source <(memsafe-doctor generate-completion)"
        })
final class ExplainCommand implements Callable<Integer> {

    private static final String STANDARD_INPUT = "standard input";
    private static final String LOGS = "*.log";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Read in turn, so give the oldest first; - is the standard input.")
    private List<String> files = List.of();

    @Option(names = "--json", description = "One JSON object instead of text.")
    private boolean json;

    @Option(
            names = {"-F", "--follow"},
            description = {
                "Go on with the logs while they are written, as 'tail -F' does, and print each incident as it is found;"
                        + " with --json one object in a line. At the end, by Ctrl-C, the summary."
            })
    private boolean follow;

    ExplainCommand() {}

    @Override
    public Integer call() {
        Explainer explainer = new Explainer();
        if (follow) {
            return follow(explainer);
        }
        for (String file : files) {
            read(explainer, file);
        }
        Explanation explanation = explainer.explanation();
        print(json ? JsonReport.of(explanation) : TextReport.of(explanation));
        return explanation.incidents().isEmpty() ? MemsafeDoctor.NOTHING_FOUND : MemsafeDoctor.FOUND;
    }

    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }

    private int follow(Explainer explainer) {
        LogFollower follower =
                new LogFollower(explainer, incident -> print(json ? JsonReport.of(incident) : TextReport.of(incident)));
        for (String file : files) {
            if (file.equals("-")) {
                follower.add(STANDARD_INPUT, System.in);
            } else {
                follower.add(InputFiles.noFolder(file, LOGS));
            }
        }
        FollowLoop loop = new FollowLoop(follower);
        try {
            loop.run(() -> {
                Explanation explanation = explainer.explanation();
                print(json ? JsonReport.of(explanation) : TextReport.of(explanation));
            });
        } catch (IOException e) {
            throw new CannotReadException("cannot read on: " + InputFiles.reason(e), e);
        }
        return explainer.explanation().incidents().isEmpty() ? MemsafeDoctor.NOTHING_FOUND : MemsafeDoctor.FOUND;
    }

    private static void read(Explainer explainer, String file) {
        if (file.equals("-")) {
            try {
                explainer.read(STANDARD_INPUT, System.in);
            } catch (IOException e) {
                throw new CannotReadException("cannot read the standard input: " + InputFiles.reason(e), e);
            }
            return;
        }
        Path path = InputFiles.existing(file, LOGS);
        try {
            explainer.read(path);
        } catch (IOException e) {
            throw new CannotReadException("cannot read '" + file + "': " + InputFiles.reason(e), e);
        }
    }
}
