package io.memsafe.benchmarks.giveback;

import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.giveback.Judge.Against;
import io.memsafe.benchmarks.giveback.child.GiveBackChild;
import io.memsafe.benchmarks.giveback.child.Part;
import io.memsafe.benchmarks.giveback.child.Recording;
import io.memsafe.benchmarks.giveback.child.Tape;
import io.memsafe.benchmarks.giveback.child.Tape.Counter;
import io.memsafe.benchmarks.giveback.child.Tape.Kind;
import io.memsafe.benchmarks.giveback.child.Way;
import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Condition;
import io.memsafe.benchmarks.stand.ScratchFolder;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Runs the program once in a child JVM, and judges what it left.
 *
 * @param quick whether phases are short
 * @param limit the child is killed after that time
 */
record Trial(boolean quick, Duration limit) {
    /** How it ended: {@link #LIVED}, {@code error}, {@code timeout} or {@code exit N}. */
    static final String END = "end";

    static final String LIVED = "lived";
    static final String FAULTS = "faults";
    static final String BASELINE = "usualPerSecond";
    static final String PRESSED = "pressedPerSecond";
    static final String AFTER = "afterPerSecond";
    static final String TO_NORMAL = "normalSeconds";
    static final String TO_RECOVER = "recoverSeconds";
    static final String TO_RECOVER_HITS = "recoverByMissesSeconds";
    static final String UNACCOUNTED = "unaccountedBytes";
    static final String WORST = "worst";
    static final String MADE = "made";
    // Of a part at a level: see name.
    static final String HELD = "heldBytes";
    static final String MAY = "mayBytes";
    static final String SECONDS = "seconds";
    static final String SINCE_ASKED = "secondsSinceAsked";
    static final String IN_ONE_SECOND = "ratioInOneSecond";

    private static final int OUT_OF_MEMORY = 3; // of ExitOnOutOfMemoryError
    private static final long LAST_SECONDS = 3;
    private static final double NANOS = 1e9;

    /**
     * What came out.
     *
     * @param recording for a picture
     * @param values for the results
     */
    record Outcome(Recording recording, Map<String, Object> values) {}

    Outcome run(Condition condition, Way way) throws IOException {
        try (ScratchFolder folder = ScratchFolder.make("memsafe-give-back-")) {
            Path tape = folder.path().resolve("tape");
            ForkedResult result = ForkedJvm.on(condition.jdk())
                    .collector(condition.collector())
                    .heap(condition.heapMegabytes() + "m")
                    .flags("-XX:+ExitOnOutOfMemoryError")
                    .ownClassPath()
                    .temporaryFolder(folder.path())
                    .timeout(limit)
                    .main(GiveBackChild.class.getName(), way.name(), tape.toString(), quick ? "quick" : "full")
                    .run();
            if (!Files.exists(tape)) {
                throw new CannotMeasureException(
                        "the child of " + way.label() + " on " + condition + " did not start: " + result.errorTail());
            }
            Recording recording = Tape.read(tape);
            return new Outcome(recording, values(recording, end(result)));
        }
    }

    private static String end(ForkedResult result) {
        if (result.timedOut()) {
            return "timeout";
        }
        return switch (result.exitCode()) {
            case 0 -> LIVED;
            case OUT_OF_MEMORY -> "error";
            default -> "exit " + result.exitCode();
        };
    }

    /** The name of a part's value at a level. */
    static String name(Part part, PressureLevel level, String value) {
        return part.label() + "." + level.name().toLowerCase(Locale.ROOT) + "." + value;
    }

    private static Map<String, Object> values(Recording recording, String end) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(END, end);
        values.put(WORST, worst(recording).name());
        OptionalLong drop = recording.at(Kind.DROP);
        OptionalLong over = recording.at(Kind.END);
        put(values, BASELINE, usual(recording, recording.at(Kind.BASELINE), recording.at(Kind.PRESSURE)));
        put(values, PRESSED, usual(recording, recording.at(Kind.FULL), drop));
        OptionalLong last = over.isEmpty() ? over : OptionalLong.of(over.getAsLong() - (long) (LAST_SECONDS * NANOS));
        put(values, AFTER, usual(recording, last, over));
        put(values, TO_NORMAL, Judge.secondsToNormal(recording));
        put(values, TO_RECOVER, Judge.secondsToRecover(recording, Against.TIME));
        put(values, TO_RECOVER_HITS, Judge.secondsToRecover(recording, Against.MISSES));
        Judge.unaccountedBytes(recording).ifPresent(bytes -> values.put(UNACCOUNTED, bytes));
        if (recording.count(Counter.VERIFIED) > 0) {
            values.put(MADE, recording.count(Counter.MADE));
            values.put(
                    FAULTS,
                    recording.count(Counter.WRONG) + recording.count(Counter.DOUBLED) + recording.count(Counter.LOST));
        }
        for (PressureLevel level : PressureLevel.values()) {
            for (Part part : level == PressureLevel.NORMAL ? new Part[0] : Part.values()) {
                Judge.givenBack(recording, part, level).ifPresent(given -> {
                    values.put(name(part, level, HELD), given.heldBytes());
                    values.put(name(part, level, MAY), given.mayBytes());
                    values.put(name(part, level, IN_ONE_SECOND), given.ratioInOneSecond());
                    put(values, name(part, level, SECONDS), given.seconds());
                    put(values, name(part, level, SINCE_ASKED), given.secondsFromAsked());
                });
            }
        }
        return values;
    }

    private static PressureLevel worst(Recording recording) {
        PressureLevel worst = PressureLevel.NORMAL;
        for (PressureLevel level : PressureLevel.values()) {
            worst = Judge.risen(recording, level).isPresent() ? level : worst;
        }
        return worst;
    }

    private static OptionalDouble usual(Recording recording, OptionalLong from, OptionalLong to) {
        double usual = Judge.usual(recording, from, to, Against.TIME);
        return Double.isNaN(usual) ? OptionalDouble.empty() : OptionalDouble.of(Math.rint(usual));
    }

    private static void put(Map<String, Object> values, String name, OptionalDouble value) {
        value.ifPresent(number -> values.put(name, number));
    }
}
