package io.memsafe.history;

import io.memsafe.MemoryGovernor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** Programs for child JVMs, each with the path of a history. */
final class HistoryChild {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** So many are written between two lines. */
    static final int STEPS = 100;

    private static final long PAUSE_NANOS = 10_000_000;

    private HistoryChild() {}

    public static void main(String[] args) throws IOException {
        Path path = Path.of(args[1]);
        switch (args[0]) {
            case "write" -> write(path);
            case "open" -> open(path);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /**
     * Writes a second after the other by a hand clock, and prints up to when it has. It pauses, since a reader that has
     * to wait for a core finds nothing left of what it began with when the writer has gone once round the file.
     */
    private static void write(Path path) throws IOException {
        try (Tape tape = new Tape(path, Tape.START)) {
            for (Instant end = Tape.START.plus(Duration.ofDays(3_650));
                    tape.now().isBefore(end); ) {
                tape.run(SECOND.multipliedBy(STEPS), SECOND);
                System.out.println(tape.now());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static void open(Path path) {
        try (MemoryGovernor governor = MemoryGovernor.builder().history(path).start()) {
            System.out.println("open at " + governor.level());
        } catch (UncheckedIOException e) {
            System.out.println(e.getMessage());
        }
    }
}
