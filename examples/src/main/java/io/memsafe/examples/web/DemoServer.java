package io.memsafe.examples.web;

import io.memsafe.MemoryGovernor;
import org.jspecify.annotations.Nullable;

/**
 * A server that the demo runs twice. Its main class gets {@link #PROTECTED} as its argument, or something else; it prints
 * {@link #PORT} and its port once it serves, and {@link #state} four times a second. A line that begins with {@link #NOTE} is
 * shown to whoever runs the demo.
 *
 * @param command what the demo is called
 * @param mainClass in a class path with the demo
 * @param page a path that costs next to nothing
 * @param report a path that takes parameters {@code rows}, of 1,000 bytes each that it holds, and {@code millis}, for which it
 *     holds them
 * @param reportsThatFit how many reports of the usual size a heap holds at once: the fewer, the fewer requests there are for
 *     the same bytes
 */
public record DemoServer(String command, String mainClass, String page, String report, int reportsThatFit) {
    /** Begins the line with the port. */
    public static final String PORT = "PORT ";

    /** Begins a line for people. */
    public static final String NOTE = "NOTE ";

    /** The argument of the server that memsafe protects. */
    public static final String PROTECTED = "protected";

    static final String STATE = "STATE ";
    private static final int PERCENT = 100;

    /**
     * A line that says how the server is.
     *
     * @param governor of the protected one
     * @param errors OutOfMemoryErrors so far
     * @return the line
     */
    public static String state(@Nullable MemoryGovernor governor, long errors) {
        Runtime runtime = Runtime.getRuntime();
        long used = (runtime.totalMemory() - runtime.freeMemory()) * PERCENT / runtime.maxMemory();
        return STATE + (governor == null ? "-" : governor.level()) + " " + used + " " + errors;
    }
}
