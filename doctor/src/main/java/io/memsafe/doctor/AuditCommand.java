package io.memsafe.doctor;

import io.memsafe.doctor.audit.AttachedReader;
import io.memsafe.doctor.audit.Audit;
import io.memsafe.doctor.audit.ContainerFacts;
import io.memsafe.doctor.audit.Facts;
import io.memsafe.doctor.audit.JvmFacts;
import io.memsafe.doctor.audit.MachineReader;
import io.memsafe.doctor.audit.ManifestException;
import io.memsafe.doctor.audit.ManifestReader;
import io.memsafe.doctor.audit.Profile;
import io.memsafe.doctor.audit.Severity;
import io.memsafe.doctor.audit.Workload;
import io.memsafe.doctor.jvm.ByteSize;
import io.memsafe.doctor.jvm.InvalidFlagException;
import io.memsafe.doctor.jvm.JvmMachine;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code memsafe-doctor audit}. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        versionProvider = MemsafeDoctor.Version.class,
        description = {
            "Judges how a machine, its containers and its JVMs are set up for memory, and says what to change.",
            "",
            "It looks at this machine; with --root at a copy of its files, with --pid at one process, with --flags at the flags of a"
                    + " JVM, with --manifest at files of Kubernetes. It changes nothing."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing is worse than worth knowing",
            "1:there is a warning, or something critical",
            "2:wrong use, or input that cannot be read"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  memsafe-doctor audit --profile database",
            "  memsafe-doctor audit --pid 4711 --attach",
            "  memsafe-doctor audit --flags '-Xmx820m -XX:+UseG1GC' --container 1000m --cpus 2",
            "  memsafe-doctor audit --manifest deployment.yaml --min-severity warning",
            "  kubectl get deployments -o yaml | memsafe-doctor audit --manifest - --json | jq '.findings[].fix'"
        })
final class AuditCommand implements Callable<Integer> {
    private static final int ACT = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    @Option(
            names = "--root",
            paramLabel = "FOLDER",
            description =
                    "A copy of /proc, /sys/fs/cgroup, /sys/kernel/mm and /etc/systemd, as of a support bundle, instead of this"
                            + " machine.")
    private @Nullable String root;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "Only this process, with its control group and the machine.")
    private @Nullable Long pid;

    @Option(
            names = "--attach",
            description = "With --pid: ask the JVM itself what it uses, which starts its management agent.")
    private boolean attach;

    @Option(
            names = "--flags",
            paramLabel = "FLAGS",
            description = "The flags of a JVM, or its whole command line, in one word.")
    private @Nullable String flags;

    @Option(
            names = "--container",
            paramLabel = "SIZE",
            description = "With --flags: the limit of its container, such as 512m.")
    private @Nullable String container;

    @Option(
            names = "--request",
            paramLabel = "SIZE",
            description = "With --flags: the memory that the container requests.")
    private @Nullable String request;

    @Option(
            names = "--cpus",
            paramLabel = "NUMBER",
            description = "With --flags: how many processors it may use, such as 1.5.")
    private @Nullable Double processors;

    @Option(
            names = "--machine",
            paramLabel = "SIZE",
            description = "With --flags: the memory of the machine, such as 60g.")
    private @Nullable String machine;

    @Option(names = "--java", paramLabel = "VERSION", description = "With --flags: the feature release, such as 17.")
    private @Nullable Integer java;

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Files of Kubernetes, of any number of documents; - is the standard input.")
    private List<String> manifests = List.of();

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            description =
                    "What kind of work to judge for: web, batch, database, in-memory or ml. By default told from known programs, else"
                            + " web.")
    private @Nullable String profile;

    @Option(
            names = "--min-severity",
            paramLabel = "SEVERITY",
            defaultValue = "info",
            description = "Show nothing below: info (all), warning or critical. The exit code stays the same.")
    private String least = "info";

    @Option(names = "--list-rules", description = "List what is judged, and where that is documented; then end.")
    private boolean list;

    @Option(names = "--json", description = "One JSON object instead of text.")
    private boolean json;

    AuditCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            out.print(json ? AuditJson.rules() : AuditText.rules());
            out.flush();
            return 0;
        }
        Severity severity = severity();
        Profile wanted = wantedProfile();
        oneInput();
        Audit audit = Audit.of(facts(), wanted);
        out.print(json ? AuditJson.of(audit, severity) : AuditText.of(audit, severity));
        out.flush();
        return audit.needsAction() ? ACT : 0;
    }

    private void oneInput() {
        boolean toFlags = container != null || request != null || processors != null || machine != null || java != null;
        if (Stream.of(flags != null, pid != null || root != null, !manifests.isEmpty())
                        .filter(given -> given)
                        .count()
                > 1) {
            throw wrong("give only one of --flags, --manifest, and --pid or --root");
        }
        if (flags == null && toFlags) {
            throw wrong("--container, --request, --cpus, --machine and --java belong to --flags");
        }
        if (attach && (pid == null || root != null)) {
            throw wrong("--attach needs --pid, of this machine");
        }
    }

    private Facts facts() {
        if (flags != null) {
            return ofFlags(flags);
        }
        if (!manifests.isEmpty()) {
            return ofManifests();
        }
        MachineReader reader = new MachineReader(folder());
        if (pid == null) {
            Facts facts = reader.read();
            if (root != null
                    && facts.host() != null
                    && facts.host().memory().isEmpty()
                    && facts.processes().isEmpty()) {
                throw new CannotReadException("'" + root
                        + "' is no copy of a machine: it has neither proc/meminfo nor processes" + " below proc");
            }
            return facts;
        }
        Facts facts = reader.read(pid);
        if (facts == null) {
            throw new CannotReadException("there is no process " + pid + (root == null ? "" : " in '" + root + "'"));
        }
        if (attach) {
            try {
                return AttachedReader.ask(facts, pid);
            } catch (IOException e) {
                throw new CannotReadException(String.valueOf(e.getMessage()), e);
            }
        }
        return facts;
    }

    private Path folder() {
        if (root == null) {
            return Path.of("/");
        }
        Path folder = InputFiles.path(root);
        if (!Files.isDirectory(folder)) {
            throw new CannotReadException("there is no folder '" + root + "'");
        }
        return folder;
    }

    private Facts ofFlags(String words) {
        Long limit = size("--container", container);
        Long promised = size("--request", request);
        Long memory = size("--machine", machine);
        if (processors != null && !(processors > 0 && processors < 1e6)) {
            throw wrong("--cpus=" + processors + ": give a number above 0, such as 1.5");
        }
        if (java != null && (java < 6 || java > 99)) {
            throw wrong("--java=" + java + ": give a feature release, such as 17");
        }
        ContainerFacts limits = limit == null && promised == null && processors == null
                ? null
                : ContainerFacts.of(limit, promised, processors);
        JvmMachine runsIn = new JvmMachine(
                java == null ? OptionalInt.empty() : OptionalInt.of(java),
                limit == null ? OptionalLong.empty() : OptionalLong.of(limit),
                memory == null ? OptionalLong.empty() : OptionalLong.of(memory),
                processors == null ? OptionalDouble.empty() : OptionalDouble.of(processors));
        JvmFacts jvm = JvmFacts.of(List.of(words), List.of(), runsIn, null);
        return Facts.of(List.of(new Workload("the JVM", "--flags", null, limits, jvm, null)), List.of());
    }

    private @Nullable Long size(String option, @Nullable String text) {
        try {
            return text == null ? null : Long.valueOf(ByteSize.parse(option, text));
        } catch (InvalidFlagException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private Facts ofManifests() {
        ManifestReader reader = new ManifestReader();
        for (String file : manifests) {
            try {
                if (file.equals("-")) {
                    reader.read("standard input", System.in);
                } else {
                    read(reader, file);
                }
            } catch (ManifestException e) {
                throw new CannotReadException(String.valueOf(e.getMessage()), e);
            } catch (IOException e) {
                throw new CannotReadException("cannot read '" + file + "': " + InputFiles.reason(e), e);
            }
        }
        return reader.facts();
    }

    private static void read(ManifestReader reader, String file) throws ManifestException, IOException {
        try (InputStream in = Files.newInputStream(InputFiles.existing(file, "*.yaml"))) {
            reader.read(file, in);
        }
    }

    private @Nullable Profile wantedProfile() {
        Profile named = profile == null ? null : Profile.named(profile);
        if (profile != null && named == null) {
            throw wrong("--profile=" + profile + ": it is one of web, batch, database, in-memory, ml");
        }
        return named;
    }

    private Severity severity() {
        for (Severity severity : Severity.values()) {
            if (severity.id().equals(least.toLowerCase(Locale.ROOT))) {
                return severity;
            }
        }
        throw wrong("--min-severity=" + least + ": it is one of info, warning, critical");
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
