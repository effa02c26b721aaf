package io.memsafe.batch;

import org.jspecify.annotations.Nullable;

/** Recognises an OutOfMemoryError, also one that a library wrapped in an exception of its own. */
final class OutOfMemory {
    private static final int DEEPEST = 32;

    private OutOfMemory() {}

    static boolean isIn(Throwable thrown) {
        @Nullable Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof OutOfMemoryError) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
