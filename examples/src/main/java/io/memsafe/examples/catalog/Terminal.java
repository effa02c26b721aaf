package io.memsafe.examples.catalog;

import java.io.Console;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Whether a person looks on. */
public final class Terminal {

    /** Set by a script that knows better than the JVM can. */
    private static final String PROPERTY = "catalog.terminal";

    private Terminal() {}

    /**
     * Whether input and output are a terminal.
     *
     * @return {@code true} if so
     */
    public static boolean attached() {
        String told = System.getProperty(PROPERTY);
        if (told != null) {
            return Boolean.parseBoolean(told);
        }
        @SuppressWarnings("SystemConsoleNull") // null before JDK 22; isTerminal() tells from then on
        Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** From JDK 22 on there is a console without a terminal as well, and a method to tell them apart. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) MethodHandles.publicLookup()
                    .findVirtual(Console.class, "isTerminal", MethodType.methodType(boolean.class))
                    .invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (Throwable t) {
            return false;
        }
    }
}
