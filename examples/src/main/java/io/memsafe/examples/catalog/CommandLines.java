package io.memsafe.examples.catalog;

import java.sql.SQLException;
import picocli.CommandLine;

/** What the programs' command lines have in common: one clear line for a mistake, and no stack trace. */
final class CommandLines {

    private static final int LONGEST = 400;

    private CommandLines() {}

    /** Runs a program; a mistake on the command line is one line and exit code 2. */
    static int run(Object program, String... arguments) {
        CommandLine commandLine = new CommandLine(program);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler((mistake, given) -> {
            String name = mistake.getCommandLine().getCommandName();
            System.err.println(name + ": " + oneLine(mistake) + " ('" + name + " --help' lists what is allowed)");
            return mistake.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
        });
        return commandLine.execute(arguments);
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
