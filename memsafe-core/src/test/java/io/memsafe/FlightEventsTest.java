package io.memsafe;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightEventsTest {
    private static final String ASSESSMENT = "io.memsafe.Assessment";
    private static final String LEVEL_CHANGE = "io.memsafe.LevelChange";

    @TempDir
    private Path folder;

    /** A governor that has made its first step, and so knows of the recorder. */
    private static MemoryGovernor running(MemoryGovernor governor) {
        Duration first = governor.assessment().uptime();
        await().until(() -> governor.assessment().uptime().compareTo(first) > 0);
        return governor;
    }

    private List<RecordedEvent> dump(Recording recording) throws IOException {
        Path file = folder.resolve("dump.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("io.memsafe."))
                .toList();
    }

    @Test
    void aChangeIsRecordedWithItsReasonsThoughTheRecorderCameLater() throws IOException {
        FillableSignal tank = new FillableSignal();
        try (MemoryGovernor governor = running(MemoryGovernor.builder()
                        .interval(Duration.ofMillis(5))
                        .signal(tank)
                        .start());
                Recording recording = new Recording()) {
            recording.enable(LEVEL_CHANGE);
            recording.disable(ASSESSMENT);
            List<LevelChange> told = new CopyOnWriteArrayList<>();
            governor.onLevelChange("test", told::add);
            recording.start();
            tank.fill(100);
            await().until(() -> governor.level().atLeast(PressureLevel.CRITICAL) && !told.isEmpty());
            await().until(() -> !dump(recording).isEmpty());
            RecordedEvent event = dump(recording).get(0);
            LevelChange change = told.get(0);
            assertThat(event.getEventType().getName()).isEqualTo(LEVEL_CHANGE);
            assertThat(event.getEventType().getCategoryNames()).containsExactly("memsafe");
            assertThat(event.getString("from")).isEqualTo(change.from().name());
            assertThat(event.getString("to")).isEqualTo(change.to().name());
            assertThat(event.getString("reasons")).contains("tank is 100.0 % full");
            assertThat(event.getLong("live"))
                    .isEqualTo(change.assessment().heap().liveBytes());
            assertThat(event.getLong("capacity"))
                    .isEqualTo(change.assessment().heap().capacityBytes());
            assertThat(event.getDouble("pressure"))
                    .isEqualTo(change.assessment().heap().pressureRatio());
        }
    }

    @Test
    void assessmentsComeAtThePeriodOfTheRecording() {
        List<RecordedEvent> seen = new CopyOnWriteArrayList<>();
        try (MemoryGovernor governor = MemoryGovernor.start();
                RecordingStream stream = new RecordingStream()) {
            stream.enable(ASSESSMENT).withPeriod(Duration.ofMillis(20));
            stream.setReuse(false);
            stream.onEvent(ASSESSMENT, seen::add);
            stream.startAsync();
            await().until(() -> seen.size() >= 3);
            RecordedEvent event = seen.get(0);
            assertThat(event.getString("level")).isEqualTo("NORMAL");
            assertThat(event.getLong("capacity"))
                    .isEqualTo(governor.assessment().heap().capacityBytes());
            assertThat(event.getString("binding")).isNotEmpty();
        }
    }

    @Test
    void aClosedGovernorIsAssessedNoMore() throws IOException {
        MemoryGovernor closed = running(MemoryGovernor.start());
        try (Recording recording = new Recording()) {
            recording.enable(ASSESSMENT).with("period", "beginChunk");
            recording.start();
            assertThat(dump(recording)).hasSize(1);
            closed.close();
        }
        try (Recording recording = new Recording()) {
            recording.enable(ASSESSMENT).with("period", "beginChunk");
            recording.start();
            assertThat(dump(recording)).isEmpty();
        }
    }

    private static ForkedResult start(String... flags) {
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .heap("64m")
                .flags(flags)
                .ownClassPath()
                .main(StartChild.class.getName())
                .timeout(Duration.ofMinutes(1))
                .run();
        assertThat(result.exitCode()).as("%s", result).isZero();
        return result;
    }

    @Test
    void aRuntimeWithoutTheRecorderStartsAGovernor() {
        assertThat(start("--limit-modules", "java.management,jdk.management").lines())
                .contains("recorder=absent", "level=NORMAL");
    }

    @Test
    void theRecorderIsNotStartedByAGovernor() {
        assertThat(start().lines()).contains("recorder=off", "level=NORMAL");
    }
}
