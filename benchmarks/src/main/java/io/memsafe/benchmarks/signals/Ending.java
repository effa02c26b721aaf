package io.memsafe.benchmarks.signals;

import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.signals.child.CooperateChild;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.fork.ForkedResult;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a child of the part {@code cooperate} ended.
 *
 * @param end {@code end} by itself, {@code error} at an OutOfMemoryError, {@code killed} by the kernel,
 *     {@code timeout}, or {@code exit} and a code
 * @param worst the worst level it saw; {@code NORMAL} without memsafe
 * @param done how much of its work it did; 0 if it did not come to its end
 * @param refused how many requests were refused; 0 if it did not come to its end
 * @param seconds from start to end
 */
record Ending(String end, PressureLevel worst, long done, long refused, double seconds) {

    /** The end at an OutOfMemoryError. */
    static final String ERROR = "error";

    private static final String END = "end";

    /** The exit code that {@code -XX:+ExitOnOutOfMemoryError} makes. */
    private static final int OUT_OF_MEMORY = 3;

    /** Reads what a child left. */
    static Ending of(ForkedResult result) {
        PressureLevel worst = PressureLevel.NORMAL;
        long done = 0;
        long refused = 0;
        for (String line : result.lines()) {
            if (line.startsWith(CooperateChild.LEVEL)) {
                PressureLevel level = PressureLevel.valueOf(line.substring(CooperateChild.LEVEL.length()));
                worst = level.atLeast(worst) ? level : worst;
            } else if (line.startsWith(CooperateChild.DONE)) {
                String[] counts = line.substring(CooperateChild.DONE.length()).split(" ", 2);
                done = Long.parseLong(counts[0]);
                refused = Long.parseLong(counts[1]);
            }
        }
        return new Ending(end(result), worst, done, refused, result.elapsed().toMillis() / 1e3);
    }

    /** Reads what {@link #values} has left in the results. */
    static Ending of(Run run) {
        return new Ending(
                String.valueOf(run.values().get("end")),
                PressureLevel.valueOf(String.valueOf(run.values().get("worst"))),
                (long) run.number("done"),
                (long) run.number("refused"),
                run.number("seconds"));
    }

    private static String end(ForkedResult result) {
        if (result.timedOut()) {
            return Outcome.TIMEOUT;
        }
        return result.killed()
                ? Outcome.KILLED
                : switch (result.exitCode()) {
                    case 0 -> END;
                    case OUT_OF_MEMORY -> ERROR;
                    default -> "exit " + result.exitCode();
                };
    }

    /** Whether it came to its end and did some of its work: refusing all would be no art. */
    boolean isSurvived() {
        return end.equals(END) && done > 0;
    }

    /** Whether memory ran out. */
    boolean isDied() {
        return end.equals(ERROR) || end.equals(Outcome.KILLED);
    }

    /** For the results. */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("end", end);
        values.put("worst", worst.name());
        values.put("done", done);
        values.put("refused", refused);
        values.put("seconds", seconds);
        return values;
    }
}
