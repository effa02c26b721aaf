package io.memsafe.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusalEventTest {

    @Test
    void aRecordingTellsOfEveryRefusal(@TempDir Path folder) throws IOException {
        MemoryBudget root = MemoryBudget.builder()
                .fixed(100)
                .level(() -> PressureLevel.WARNING)
                .build();
        MemoryBudget web = root.child("web").create();
        Path file = folder.resolve("refusals.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("io.memsafe.Refusal");
            recording.start();
            root.tryAcquire(60).orThrow();
            web.tryAcquire(50);
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(events).hasSize(1);
        RecordedEvent event = events.get(0);
        assertThat(event.getEventType().getName()).isEqualTo("io.memsafe.Refusal");
        assertThat(event.getString("budget")).isEqualTo("web");
        assertThat(event.getString("inTheWay")).isEqualTo("memory");
        assertThat(event.getString("reason")).isEqualTo("NO_ROOM");
        assertThat(event.getString("level")).isEqualTo("WARNING");
        assertThat(event.getLong("bytes")).isEqualTo(50);
    }
}
