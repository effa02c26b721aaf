package io.memsafe.batch;

import org.jspecify.annotations.Nullable;

/** What the JVM has run out of, as an error tells, also one that a library wrapped in an exception of its own. */
enum Shortage {
    /** Smaller chunks help. */
    HEAP(true, ""),
    /** Fewer results at a time may help; the heap is not the limit. */
    DIRECT(
            true,
            "direct memory is full: raise -XX:MaxDirectMemorySize, or release buffers when an item is done instead of"
                    + " leaving them to the collector"),
    /** An item that recurses too deep does so alone as well. */
    STACK(
            true,
            "the item needs more stack than a worker has: raise -Xss (or -XX:ThreadStackSize), or make the recursion a"
                    + " loop"),
    METASPACE(
            false,
            "classes fill the metaspace: raise -XX:MaxMetaspaceSize, and look for class loaders or generated classes made"
                    + " for each item"),
    THREADS(
            false,
            "no more threads: use one pool instead of threads for each item, or raise the limit of the process"
                    + " (ulimit -u, pids.max of the container)"),
    /** The JVM itself is in doubt: nothing is to be tried again. */
    JVM(false, "");

    private static final int DEEPEST = 32;

    private final boolean splitting;
    private final String advice;

    Shortage(boolean splitting, String advice) {
        this.splitting = splitting;
        this.advice = advice;
    }

    /** Whether a smaller part of the chunk may go through where the whole did not. */
    boolean splitting() {
        return splitting;
    }

    /** What a person can do about it; empty where the evidence says enough. */
    String advice() {
        return advice;
    }

    /** Which shortage an error tells of; {@code null} if it is about something else. Allocates nothing. */
    static @Nullable Shortage in(Throwable thrown) {
        @Nullable Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof OutOfMemoryError) {
                return ofMessage(cause.getMessage());
            }
            if (cause instanceof StackOverflowError) {
                return STACK;
            }
            if (cause instanceof VirtualMachineError) {
                return JVM;
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** Whether the job lives through it: everything but a JVM in doubt, and what a worker has judged already. */
    static boolean containable(Throwable thrown) {
        Shortage shortage = thrown instanceof ItemFailedException ? null : in(thrown);
        return shortage != null && shortage != JVM;
    }

    /** Throws what was caught, which is an exception or an error. */
    static Exception thrown(Throwable caught) throws Exception {
        if (caught instanceof Error error) {
            throw error;
        }
        throw (Exception) caught;
    }

    private static Shortage ofMessage(@Nullable String message) {
        if (message == null) {
            return HEAP;
        }
        if (message.contains("Metaspace") || message.contains("Compressed class space")) {
            return METASPACE;
        }
        if (message.contains("direct buffer memory") || message.contains("Direct buffer memory")) {
            return DIRECT;
        }
        return message.contains("unable to create native thread") ? THREADS : HEAP;
    }
}
