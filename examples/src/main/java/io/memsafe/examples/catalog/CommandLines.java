package io.memsafe.examples.catalog;

import io.memsafe.fork.Collector;
import io.memsafe.fork.Jdk;
import java.sql.SQLException;
import picocli.CommandLine;

/** What the programs' command lines have in common: one clear line for a mistake, and no stack trace. */
public final class CommandLines {

    private static final int LONGEST = 400;

    private CommandLines() {}

    /**
     * Runs a program; a mistake on the command line is one line and exit code 2.
     *
     * @param program a command of picocli
     * @param arguments of the command line
     * @return the exit code
     */
    public static int run(Object program, String... arguments) {
        return run(new CommandLine(program), arguments);
    }

    /**
     * Runs a program under another name than that of its class.
     *
     * @param name for its help and its mistakes
     * @param program a command of picocli
     * @param arguments of the command line
     * @return the exit code
     */
    public static int run(String name, Object program, String[] arguments) {
        return run(new CommandLine(program).setCommandName(name), arguments);
    }

    private static int run(CommandLine commandLine, String... arguments) {
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler((mistake, given) -> {
            String name = mistake.getCommandLine().getCommandName();
            System.err.println(name + ": " + oneLine(mistake) + " ('" + name + " --help' lists what is allowed)");
            return mistake.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
        });
        return commandLine.execute(arguments);
    }

    /**
     * The collector that {@code --gc} names.
     *
     * @param name as given
     * @return one that the running JVM has
     * @throws IllegalArgumentException if there is none, or it was built without it
     */
    public static Collector collector(String name) {
        Collector collector = Collector.named(name);
        if (!collector.availableOn(Jdk.running())) {
            throw new IllegalArgumentException("--gc " + name + ": " + Jdk.running() + " was built without it");
        }
        return collector;
    }

    /** Refuses a number below one. */
    static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + " must be at least 1, but is " + value);
        }
    }

    /** A failure in one line: its message, or its kind if it has none or is an error. */
    static String oneLine(Throwable failure) {
        Throwable shown = failure;
        String message = shown.getMessage();
        if (!(failure instanceof SQLException) && failure.getCause() != null && message == null) {
            shown = failure.getCause();
            message = shown.getMessage();
        }
        String kind = shown.getClass().getSimpleName();
        String text =
                message == null || message.isBlank() ? kind : shown instanceof Error ? kind + ": " + message : message;
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
