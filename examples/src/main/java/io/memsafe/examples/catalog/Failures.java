package io.memsafe.examples.catalog;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What to make of a failure. */
final class Failures {

    private Failures() {}

    /** Whether memory is at the bottom of it. */
    static boolean isMemory(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the same transaction may succeed on another connection: not if the data are at fault, or memory, which
     * is for the caller to find.
     */
    static boolean mayPass(SQLException failure) {
        return !isAboutData(failure) && !isMemory(failure);
    }

    /** Whether a database refused a row, and is otherwise well. */
    static boolean isAboutData(Throwable failure) {
        String state = failure instanceof SQLException sql ? sql.getSQLState() : null;
        return state != null && !isMemory(failure) && (state.startsWith("22") || state.startsWith("23"));
    }

    /** A line about a failure that was dealt with. */
    static void note(String what, Throwable failure) {
        System.err.println("catalog: " + what + ": " + failure);
    }
}
