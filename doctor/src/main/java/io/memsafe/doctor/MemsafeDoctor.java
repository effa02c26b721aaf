package io.memsafe.doctor;

import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The main class behind {@code memsafe-doctor}. Each command says what its exit codes mean; 2 is wrong use, or input that cannot be
 * read, with all of them.
 */
@Command(
        name = "memsafe-doctor",
        description = "For before and after memory runs out: of a machine, of its containers and of their JVMs.",
        mixinStandardHelpOptions = true,
        versionProvider = MemsafeDoctor.Version.class,
        subcommands = {
            ExplainCommand.class,
            AuditCommand.class,
            SizeCommand.class,
            PlanCommand.class,
            ConfigCommand.class,
            WatchCommand.class,
            ReplayCommand.class,
            GenerateCompletion.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class MemsafeDoctor implements Runnable {
    static final int FOUND = 0;
    static final int NOTHING_FOUND = 1;
    static final int CANNOT_READ = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    private MemsafeDoctor() {}

    /**
     * Runs a command and ends the JVM.
     *
     * @param arguments of the command line
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine commands = new CommandLine(new MemsafeDoctor());
        commands.setParameterExceptionHandler((mistake, given) -> {
            CommandLine mistaken = mistake.getCommandLine();
            String name = mistaken.getCommandSpec().qualifiedName();
            mistaken.getErr()
                    .println("memsafe-doctor: " + mistake.getMessage() + " ('" + name
                            + " --help' lists what is allowed)");
            return CANNOT_READ;
        });
        commands.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof CannotReadException) {
                command.getErr().println("memsafe-doctor: " + failure.getMessage());
                return CANNOT_READ;
            }
            throw failure;
        });
        return commands;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    /** From the manifest of the jar. */
    static final class Version implements IVersionProvider {
        Version() {}

        @Override
        public String[] getVersion() {
            String version = MemsafeDoctor.class.getPackage().getImplementationVersion();
            return new String[] {"memsafe-doctor " + (version == null ? "(not packaged)" : version)};
        }
    }
}
