package io.memsafe.benchmarks.giveback.child;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.giveback.child.Tape.Counter;
import io.memsafe.benchmarks.giveback.child.Tape.Event;
import io.memsafe.benchmarks.giveback.child.Tape.Kind;
import io.memsafe.benchmarks.giveback.child.Tape.Row;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TapeTest {
    @TempDir
    Path folder;

    @Test
    void whatWasWrittenIsReadAndRowsBeyondItsRoomAreLeftOut() throws IOException {
        Tape tape = Tape.create(folder.resolve("tape"), 2);
        tape.count(Counter.LOST, 7);
        tape.event(Kind.ASKED, 3, 150);
        for (int i = 0; i < 3; i++) {
            tape.row(PressureLevel.CRITICAL, new long[] {1_000 + i, 20, 30, 40, 50, 60, 70}, new long[] {
                1, 2, 3, 4, 5 + i
            });
        }
        Recording recording = Tape.read(folder.resolve("tape"));
        assertThat(recording.count(Counter.LOST)).isEqualTo(7);
        assertThat(recording.count(Counter.VERIFIED)).isZero();
        assertThat(recording.events())
                .singleElement()
                .extracting(Event::kind, Event::first, Event::second)
                .containsExactly(Kind.ASKED, 3, 150);
        assertThat(recording.rows()).hasSize(2);
        Row last = recording.rows().get(1);
        assertThat(last)
                .extracting(
                        Row::nanos,
                        Row::operations,
                        Row::misses,
                        Row::level,
                        Row::usedBytes,
                        Row::liveBytes,
                        Row::ballastBytes,
                        Row::directBytes)
                .containsExactly(1L, 20L, 70L, PressureLevel.CRITICAL, 30L, 40L, 50L, 60L);
        assertThat(last.held(Part.BUFFERS)).isEqualTo(1);
        assertThat(last.held(Part.OBJECTS)).isEqualTo(6);
    }
}
