package io.memsafe.history;

import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A recorder with a hand clock. What is alive at each moment follows from its time, so that readers can check it. */
final class Tape implements AutoCloseable {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final HistoryJvm JVM = new HistoryJvm("G1", Assessments.CAPACITY, "17", START);

    private final HistoryFile file;
    private final HistoryRecorder recorder;
    private Instant now;
    private Duration off = Duration.ZERO;

    Tape(Path path, Instant now) {
        this.file = HistoryFile.open(path);
        this.recorder = new HistoryRecorder(file, JVM);
        this.now = now;
    }

    /** What is alive then. */
    static long live(Instant time) {
        return Math.floorMod(time.getEpochSecond(), 1_000_000);
    }

    Instant now() {
        return now;
    }

    Tape run(Duration time, Duration step) {
        return run(time, step, PressureLevel.NORMAL);
    }

    Tape run(Duration time, Duration step, PressureLevel level) {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            now = now.plus(step);
            step(Assessments.of(live(now), 10), level);
        }
        return this;
    }

    void step(MemoryAssessment assessment, PressureLevel level) {
        long nanos = (now.toEpochMilli() - START.toEpochMilli()) * 1_000_000;
        recorder.step(nanos, now.plus(off).toEpochMilli(), assessment, level);
    }

    Tape wait(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** Sets the clock of the machine; no time goes by. */
    Tape setClock(Duration by) {
        off = off.plus(by);
        return this;
    }

    long failedWrites() {
        return recorder.failedWrites();
    }

    /** Leaves the file as a crash does. */
    void crash() throws IOException {
        file.close();
    }

    @Override
    public void close() throws IOException {
        recorder.finish();
        file.close();
    }
}
