package io.memsafe.benchmarks.signals.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.signals.child.Tape.Mark;
import io.memsafe.benchmarks.signals.child.Tape.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TapeTest {
    @TempDir
    Path folder;

    private static void row(Tape tape, long value) {
        int row = tape.next();
        tape.put(row + Row.NANOS, value);
        tape.put(row + Row.TRUTH, value + 1);
        tape.put(row + Row.USED, value + 2);
        tape.put(row + Row.LIVE, value + 3);
        tape.put(row + Row.LOW, value + 4);
        tape.put(row + Row.HIGH, value + 5);
        tape.put(row + Row.TIME_TO_EXHAUSTION, value + 6);
        tape.put(row + Row.GROWTH, value + 7);
        tape.put(row + Row.LIVE_AGE, value + 8);
        tape.put(row + Row.CAPACITY, value + 9);
        tape.put(row + Row.AREA_RATIO, 0.5f);
        tape.put(row + Row.COLLECTION_RATIO, 0.25f);
        tape.put(row + Row.ALARMS, Peer.BREAKER.bit());
        tape.put(row + Row.COLLECTIONS, 11);
        tape.put(row + Row.DISTRESS, 12);
        tape.put(row + Row.LEVEL, PressureLevel.CRITICAL);
        tape.put(row + Row.VERIFIED, true);
    }

    @Test
    void whatIsWrittenIsReadAndWhatIsNotCommittedIsNot() throws IOException {
        Path file = folder.resolve("tape");
        Tape tape = Tape.create(file, 3);
        tape.mark(Mark.BEGIN, 7);
        row(tape, 100);
        tape.commit();
        row(tape, 200);
        tape.commit();
        row(tape, 300);

        Recording recording = Tape.read(file);

        assertThat(recording.at(Mark.BEGIN)).hasValue(7);
        assertThat(recording.at(Mark.FIRST_ERROR)).isEmpty();
        assertThat(recording.moments()).hasSize(2);
        assertThat(recording.moments().get(1))
                .isEqualTo(new Moment(
                        200,
                        201,
                        202,
                        203,
                        204,
                        205,
                        206,
                        207,
                        208,
                        209,
                        0.5f,
                        0.25f,
                        Peer.BREAKER.bit(),
                        11,
                        12,
                        PressureLevel.CRITICAL,
                        true));
        assertThat(recording.moments().get(1).alarmed(Peer.BREAKER)).isTrue();
        assertThat(recording.moments().get(1).alarmed(Peer.USED_85)).isFalse();
    }

    @Test
    void aMarkThatIsTakenBackIsNotThere() throws IOException {
        Path file = folder.resolve("tape");
        Tape tape = Tape.create(file, 1);
        Errors errors = new Errors(() -> 5, at -> tape.mark(Mark.FIRST_ERROR, at));
        errors.met();
        errors.met();
        assertThat(Tape.read(file).at(Mark.FIRST_ERROR)).hasValue(5);
        assertThat(errors.count()).isEqualTo(2);

        errors.forget();

        assertThat(Tape.read(file).at(Mark.FIRST_ERROR)).isEmpty();
    }

    @Test
    void aFullTapeHasNoRoom() throws IOException {
        Tape tape = Tape.create(folder.resolve("tape"), 1);
        assertThat(tape.hasRoom()).isTrue();
        tape.commit();
        assertThat(tape.hasRoom()).isFalse();
    }

    @Test
    void whatIsNoTapeIsRefused() throws IOException {
        Path file = Files.write(folder.resolve("short"), new byte[10]);

        assertThatThrownBy(() -> Tape.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("but has 10");
    }
}
