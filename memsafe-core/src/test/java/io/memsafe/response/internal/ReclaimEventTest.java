package io.memsafe.response.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReclaimEventTest {
    @TempDir
    private Path folder;

    @Test
    void everyCallOfAReclaimerIsInARecording() throws IOException {
        Responses responses = new Responses(Assessments.settings(null), () -> 1, phase -> {});
        responses.reclaim("products", 1, demand -> 4_711);
        Path file = folder.resolve("reclaim.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("io.memsafe.Reclaim").withoutThreshold();
            recording.start();
            responses.assessed(Assessments.at(Duration.ofNanos(1), 990, Duration.ZERO, 0), PressureLevel.CRITICAL);
            for (Callee due = responses.next(); due != null; due = responses.next()) {
                due.perform();
            }
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(events).hasSize(1);
        RecordedEvent event = events.get(0);
        assertThat(event.getString("name")).isEqualTo("products");
        assertThat(event.getString("level")).isEqualTo("CRITICAL");
        assertThat(event.getLong("freedBytes")).isEqualTo(4_711);
        assertThat(event.getDuration()).isPositive();
    }
}
