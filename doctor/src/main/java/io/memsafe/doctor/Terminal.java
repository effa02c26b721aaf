package io.memsafe.doctor;

import java.io.Console;
import java.io.PrintWriter;
import java.util.List;

/** The screen, if there is one. */
final class Terminal {
    private static final String HOME = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";

    private Terminal() {}

    /** From JDK 22 on there may be a console that is none; it then has a method that says so. */
    @SuppressWarnings("SystemConsoleNull") // null up to JDK 21
    static boolean present() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** Draws over what was there, so that nothing flickers. */
    static void page(PrintWriter out, List<String> lines) {
        StringBuilder page = new StringBuilder(HOME);
        lines.forEach(line -> page.append(line).append(REST_OF_LINE).append(System.lineSeparator()));
        out.print(page.append(REST_OF_SCREEN));
    }
}
