package io.memsafe.benchmarks.signals;

import static io.memsafe.PressureLevel.CRITICAL;
import static io.memsafe.PressureLevel.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.benchmarks.signals.child.Tape.Mark;
import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.fork.Collector;
import io.memsafe.fork.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingFolderTest {
    private static final Cell CELL = new Cell(Jdk.running(), "g1", Collector.G1, List.of());

    @TempDir
    Path path;

    @Test
    void whatWasKeptIsFoundAsItWas() throws Exception {
        RecordingFolder folder = new RecordingFolder(path);
        Outcome outcome = new Outcome(
                Scenario.RELEASE, "end", Moments.levels(Map.of(Mark.BEGIN, 3L, Mark.MAX_BYTES, 7L), NORMAL, CRITICAL));
        folder.keep(outcome, CELL, 1);
        assertThat(folder.find(Scenario.RELEASE, CELL, 1)).contains(outcome);
        assertThat(folder.find(Scenario.RELEASE, CELL, 2)).isEmpty();
        assertThat(folder.find(Scenario.SPIRAL, CELL, 1)).isEmpty();
        assertThat(new RecordingFolder(null).find(Scenario.RELEASE, CELL, 1)).isEmpty();
    }

    @Test
    void oneThatCannotBeReadIsNamed() throws Exception {
        String name = "release-g1-" + Jdk.running().feature() + "-1.json.gz";
        Files.writeString(path.resolve(name), "torn");
        assertThatThrownBy(() -> new RecordingFolder(path).find(Scenario.RELEASE, CELL, 1))
                .isInstanceOf(CannotMeasureException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("delete it");
    }
}
