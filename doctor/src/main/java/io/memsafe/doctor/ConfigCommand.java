package io.memsafe.doctor;

import io.memsafe.doctor.config.ConfigFile;
import io.memsafe.doctor.config.ConfigFolder;
import io.memsafe.doctor.config.Machine;
import io.memsafe.doctor.config.MachineReader;
import io.memsafe.doctor.config.MemoryPlan;
import io.memsafe.doctor.config.PlanFiles;
import io.memsafe.doctor.config.ProgramCheck;
import io.memsafe.doctor.config.ProgramCheck.Outcome;
import io.memsafe.doctor.config.ProgramChecks;
import io.memsafe.doctor.config.SpecException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code memsafe-doctor config}. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        versionProvider = MemsafeDoctor.Version.class,
        description = {
            "From one description of a machine and its services, a memory budget that adds up, and the settings of each.",
            "",
            "It knows nginx, Apache, PHP-FPM, MariaDB, MySQL, PostgreSQL, JVMs, containers of Kubernetes, systemd, earlyoom,"
                    + " systemd-oomd and the kernel. Files are written to a folder that you name, and nowhere else."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the plan fits, and with --check every program that was asked takes its files",
            "1:the plan does not fit, or a program rejects a file",
            "2:wrong use, or a description that is wrong or cannot be read, or a folder that cannot be written"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  memsafe-doctor config --example > shop.yaml",
            "  memsafe-doctor config shop.yaml",
            "  memsafe-doctor config shop.yaml --out plan --check",
            "  memsafe-doctor config --json shop.yaml | jq .missingBytes"
        })
final class ConfigCommand implements Callable<Integer> {
    private static final int FITS = 0;
    private static final int DOES_NOT_FIT = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "The description, in YAML; - is the standard input.")
    private @Nullable String file;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where to write the files: new, empty, or written so before and not changed since.")
    private @Nullable String out;

    @Option(
            names = "--check",
            description = "Have the programs that are installed here judge the files; starts and changes nothing.")
    private boolean check;

    @Option(names = "--example", description = "Print a description with all keys, to begin with.")
    private boolean example;

    @Option(names = "--json", description = "One JSON object instead of text.")
    private boolean json;

    ConfigCommand() {}

    @Override
    public Integer call() {
        PrintWriter writer = spec.commandLine().getOut();
        if (example) {
            writer.print(exampleText());
            writer.flush();
            return FITS;
        }
        if (file == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no description given: name a file, or '-'; --example prints one to begin with");
        }
        if (check && out == null) {
            throw new ParameterException(spec.commandLine(), "--check needs --out: it judges the files written there");
        }
        MemoryPlan plan = MemoryPlan.of(machine(file));
        ConfigReport report = plan.fits() && out != null
                ? written(plan, path(out))
                : new ConfigReport(plan, null, List.of(), List.of());
        writer.print(json ? report.json() : report.text());
        writer.flush();
        boolean rejected = report.checks().stream().anyMatch(each -> each.outcome() == Outcome.REJECTED);
        return plan.fits() && !rejected ? FITS : DOES_NOT_FIT;
    }

    private ConfigReport written(MemoryPlan plan, Path folder) {
        List<ConfigFile> files = PlanFiles.of(plan);
        try {
            new ConfigFolder(folder).write(files);
        } catch (IOException e) {
            throw new CannotReadException("cannot write to '" + folder + "': " + InputFiles.reason(e), e);
        }
        List<ProgramCheck> checks = List.of();
        if (check) {
            try {
                checks = ProgramChecks.run(folder, files);
            } catch (IOException e) {
                throw new CannotReadException("cannot check the files in '" + folder + "': " + InputFiles.reason(e), e);
            }
        }
        return new ConfigReport(plan, folder, files, checks);
    }

    static String exampleText() {
        try (InputStream in = Machine.class.getResourceAsStream("example.yaml")) {
            if (in == null) {
                throw new IllegalStateException("example.yaml is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CannotReadException("cannot read the example in the jar: " + InputFiles.reason(e), e);
        }
    }

    private static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new CannotReadException("'" + name + "' is no name of a file or folder: " + e.getReason(), e);
        }
    }

    private static Machine machine(String file) {
        try {
            if (file.equals("-")) {
                return MachineReader.read("standard input", System.in);
            }
            Path path = path(file);
            if (Files.isDirectory(path)) {
                throw new IOException("it is a folder; give the description in it");
            }
            if (!Files.exists(path)) {
                throw new IOException("there is no such file; --example prints a description to begin with");
            }
            try (InputStream in = Files.newInputStream(path)) {
                return MachineReader.read(file, in);
            }
        } catch (SpecException e) {
            throw new CannotReadException(String.join(System.lineSeparator() + "memsafe-doctor: ", e.mistakes()), e);
        } catch (IOException e) {
            throw new CannotReadException("cannot read '" + file + "': " + InputFiles.reason(e), e);
        }
    }
}
