package io.memsafe.doctor;

import io.memsafe.doctor.jvm.Amount;
import io.memsafe.doctor.jvm.ByteSize;
import io.memsafe.doctor.jvm.GarbageCollector;
import io.memsafe.doctor.jvm.InvalidFlagException;
import io.memsafe.doctor.jvm.JvmMachine;
import io.memsafe.doctor.jvm.KnownUse;
import io.memsafe.doctor.jvm.Origin;
import io.memsafe.doctor.jvm.UseFigure;
import io.memsafe.doctor.size.SettingsCheck;
import io.memsafe.doctor.size.SizePlan;
import io.memsafe.doctor.size.SizeQuestion;
import io.memsafe.doctor.size.Sizer;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code memsafe-doctor size}. */
@Command(
        name = "size",
        mixinStandardHelpOptions = true,
        versionProvider = MemsafeDoctor.Version.class,
        description = {
            "Says how large heap, metaspace, code cache, direct memory and container have to be, with the arithmetic; or, with"
                    + " --check, whether a JVM with given flags fits.",
            "",
            "What is known of the program comes from GC logs, a history of memsafe, a running JVM, or by hand, in any mix: the"
                    + " highest counts, and what is given by hand before all. Units are k, m, g, powers of 1024."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:sized, and it fits if a container was given",
            "1:it does not fit; what is missing and what to change is said",
            "2:wrong use, input that cannot be read, or not enough known to judge by"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  memsafe-doctor size --live 180m --alloc-rate 50m/s --threads 200 --classes 12000 --collector g1 --container 512m",
            "  memsafe-doctor size --gc-log gc.log.1 --gc-log gc.log --threads 80",
            "  memsafe-doctor size --pid 4711 --collect --yaml",
            "  java $(memsafe-doctor size --history memsafe.history --flags) -jar app.jar",
            "  memsafe-doctor size --check '-XX:MaxRAMPercentage=80 -Xss512k' --container 2000Mi"
        })
final class SizeCommand implements Callable<Integer> {
    private static final int DOES_NOT_FIT = 1;
    private static final int MOST_PROCESSORS = 1 << 16;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    @Mixin
    private UseOptions use = new UseOptions();

    @Option(names = "--collector", paramLabel = "NAME", description = "serial, parallel, g1, zgc or shenandoah.")
    private @Nullable String collector;

    @Option(
            names = "--container",
            paramLabel = "SIZE",
            description = "The limit it has to fit into, or the memory of the machine.")
    private @Nullable String container;

    @Option(names = "--cpus", paramLabel = "NUMBER", description = "Processors that it may use.")
    private @Nullable Double processors;

    @Option(
            names = "--jdk",
            paramLabel = "RELEASE",
            description = "Such as 17, which is reckoned with if nothing says.")
    private @Nullable Integer release;

    @Option(names = "--stack", paramLabel = "SIZE", description = "Stack of a thread (1m).")
    private @Nullable String stack;

    @Option(
            names = "--check",
            paramLabel = "FLAGS",
            description = "Judge these flags, or this command line, instead of sizing.")
    private @Nullable String check;

    @ArgGroup
    private Form form = new Form();

    /** At most one of them. */
    static final class Form {
        @Option(names = "--json", description = "One JSON object instead of text.")
        private boolean json;

        @Option(names = "--flags", description = "The flags alone, in one line.")
        private boolean flags;

        @Option(names = "--yaml", description = "Part of a Kubernetes manifest.")
        private boolean yaml;

        Form() {}
    }

    SizeCommand() {}

    @Override
    public Integer call() {
        try {
            KnownUse known = use.read();
            return check == null ? size(known) : check(check, known);
        } catch (InvalidFlagException e) {
            throw new CannotReadException(String.valueOf(e.getMessage()), e);
        }
    }

    private int size(KnownUse known) {
        if (known.amount(UseFigure.LIVE).isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    use.isEmpty()
                            ? "the live set is not known: give --live SIZE, --gc-log FILE, --history FILE or --pid PID"
                            : "no live set is in what was given, since it has no collection: give --live SIZE too");
        }
        Optional<GarbageCollector> wanted = collector().or(use::seenCollector);
        if (wanted.isPresent() && (wanted.get() == GarbageCollector.EPSILON || wanted.get() == GarbageCollector.CMS)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--collector: " + wanted.get().title()
                            + " cannot be sized for: give serial, parallel, g1, zgc or shenandoah");
        }
        SizePlan plan = Sizer.plan(new SizeQuestion(
                known,
                wanted,
                machine(),
                stack == null ? OptionalLong.empty() : OptionalLong.of(positive("--stack", stack))));
        PrintWriter out = spec.commandLine().getOut();
        if (form.json) {
            out.print(SizeJson.of(plan));
        } else if (form.flags || form.yaml) {
            if (!plan.fits()) {
                out.flush();
                spec.commandLine()
                        .getErr()
                        .println("memsafe-doctor: it does not fit: " + plan.missingBytes() + " bytes are missing. "
                                + String.join(" Or: ", plan.remedies()));
                return DOES_NOT_FIT;
            }
            out.print(form.flags ? String.join(" ", plan.flags()) + System.lineSeparator() : SizeYaml.of(plan));
        } else {
            out.print(SizeText.of(plan));
            use.notes().forEach(note -> out.println("Note: " + note));
        }
        out.flush();
        return plan.fits() ? MemsafeDoctor.FOUND : DOES_NOT_FIT;
    }

    private int check(String flags, KnownUse known) {
        if (form.flags || form.yaml) {
            throw new ParameterException(spec.commandLine(), "--check judges: it goes with --json, and makes no flags");
        }
        SettingsCheck judged = SettingsCheck.of(flags, machine(), known);
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                form.json
                        ? SizeJson.of(judged)
                        : judged.need() == null && judged.problems().isEmpty() ? "" : SizeText.of(judged));
        out.flush();
        if (judged.verdict() == SettingsCheck.Verdict.NOTHING_TO_JUDGE) {
            spec.commandLine()
                    .getErr()
                    .println("memsafe-doctor: " + judged.notes().get(0) + " Give --container, and flags of a JVM.");
        }
        return switch (judged.verdict()) {
            case FITS -> MemsafeDoctor.FOUND;
            case DOES_NOT_FIT -> DOES_NOT_FIT;
            case NOTHING_TO_JUDGE -> MemsafeDoctor.CANNOT_READ;
        };
    }

    private Optional<GarbageCollector> collector() {
        if (collector == null) {
            return Optional.empty();
        }
        String name = collector;
        return Optional.of(GarbageCollector.named(name)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "--collector: '" + name + "' is no collector: give serial, parallel, g1, zgc or shenandoah")));
    }

    private JvmMachine machine() {
        if (processors != null && !(processors > 0 && processors <= MOST_PROCESSORS)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--cpus: '" + processors + "' is no number of processors: give one such as 2 or 1.5");
        }
        if (release != null && (release < 8 || release > 99)) {
            throw new ParameterException(
                    spec.commandLine(), "--jdk: '" + release + "' is no release of the JDK: give one such as 17");
        }
        return new JvmMachine(
                release == null ? use.seenRelease() : OptionalInt.of(release),
                container == null ? OptionalLong.empty() : OptionalLong.of(positive("--container", container)),
                OptionalLong.empty(),
                processors == null ? OptionalDouble.empty() : OptionalDouble.of(processors));
    }

    private static long positive(String option, String text) {
        long bytes = ByteSize.parse(option, text);
        if (bytes == 0) {
            throw new InvalidFlagException(option + ": '" + text + "' is nothing: give a size such as 512m");
        }
        return bytes;
    }

    static Amount given(String option, long value) {
        return new Amount(value, Origin.GIVEN, option);
    }
}
