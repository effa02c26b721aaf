package io.memsafe.history;

import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts assessments into the file, one entry of each resolution after the other.
 *
 * <p>The entry under way is written now and then, and gone on with after a restart that was quick enough: many short
 * runs fill no more places than one long run. An entry that cannot be written is not given up: it goes on, grows longer
 * than its period, and is tried again. So a full disk costs resolution, and nothing else.
 *
 * <p>No write is forced to the disk. A kill of the program loses what was not written, a loss of power also what the
 * kernel had not, half a minute by its defaults.
 *
 * <p>Pure but for the file: time is given. Thread-safety: {@link #failedWrites()} for any thread, the rest for one.
 */
final class HistoryRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryHistory.class);
    private static final long PREPARE_AGAIN_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long LONGEST_STEP_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long STOPPED_NANOS = Duration.ofSeconds(20).toNanos();
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final HistoryFile file;
    private final HistoryJvm jvm;
    private final List<Track> tracks = new ArrayList<>();
    private boolean prepared;
    private long prepareAtNanos;
    private boolean started;
    private long lastNanos;
    private @Nullable MemoryAssessment last;
    private long lastChangeNanos;
    private long failuresInARow;
    private volatile long failures;

    /** The entry under way of one resolution. */
    private static final class Track {
        final HistoryResolution resolution;
        final Ring ring;
        final Accumulator entry = new Accumulator();
        long sequence; // 0 until the newest one of the file is known
        long beginNanos;
        long writeAtNanos;
        boolean failing;

        Track(HistoryFile file, HistoryResolution resolution) {
            this.resolution = resolution;
            this.ring = file.ring(resolution);
        }

        /** Finds the newest entry, and goes on with it if it is not over yet. */
        void resume(long nanos, long millis) throws IOException {
            if (sequence > 0) {
                return;
            }
            long newest = ring.newest();
            long next = newest + 1;
            if (newest > 0 && entry.isEmpty() && ring.read(newest)) {
                long age = millis - EntryFormat.startMillis(ring.record());
                if (age >= 0 && age < resolution.period().toMillis()) {
                    next = newest;
                    entry.resume(ring.record());
                    beginNanos = nanos - age * NANOS_PER_MILLI;
                    writeAtNanos = nanos;
                }
            }
            sequence = next;
        }

        void add(long nanos, long millis, long stood, PressureLevel level, MemoryAssessment assessment) {
            if (entry.isEmpty()) {
                beginNanos = nanos - stood;
                writeAtNanos = beginNanos + resolution.rewrite().toNanos();
            }
            entry.add(millis, (double) stood, level, assessment);
        }

        void write() throws IOException {
            if (!entry.isEmpty()) {
                entry.write(sequence, ring.record());
                ring.write();
            }
        }

        boolean isDue(long nanos) {
            return !entry.isEmpty() && nanos - writeAtNanos >= 0;
        }

        /** Writes; if that fails, the entry goes on, and is tried again when the next write is due. */
        void write(long nanos) throws IOException {
            writeAtNanos = nanos + resolution.rewrite().toNanos();
            write();
            if (nanos - beginNanos >= resolution.period().toNanos()) {
                entry.clear();
                sequence++;
            }
        }
    }

    HistoryRecorder(HistoryFile file, HistoryJvm jvm) {
        this.file = file;
        this.jvm = jvm;
        for (HistoryResolution resolution : HistoryResolution.values()) {
            tracks.add(new Track(file, resolution));
        }
    }

    /**
     * Takes in how things stand.
     *
     * @param nanos now, monotonic
     * @param millis now, by the clock of the machine
     */
    @SuppressWarnings("ReferenceEquality") // each step of a governor makes a new one
    void step(long nanos, long millis, MemoryAssessment assessment, PressureLevel level) {
        if (!prepared && (!started || nanos - prepareAtNanos >= 0)) {
            prepare(nanos, millis);
        }
        if (assessment != last || !started) {
            last = assessment;
            lastChangeNanos = nanos;
        }
        long stood = started ? Math.max(1, Math.min(LONGEST_STEP_NANOS, nanos - lastNanos)) : 1;
        started = true;
        lastNanos = nanos;
        boolean running = nanos - lastChangeNanos < STOPPED_NANOS;
        for (int i = 0; i < tracks.size(); i++) {
            Track track = tracks.get(i);
            if (running) {
                track.add(nanos, millis, stood, level, assessment);
            }
            if (prepared && track.isDue(nanos)) {
                write(track, nanos);
            }
        }
    }

    private void prepare(long nanos, long millis) {
        prepareAtNanos = nanos + PREPARE_AGAIN_NANOS;
        try {
            file.prepare(jvm);
            for (int i = 0; i < tracks.size(); i++) {
                tracks.get(i).resume(nanos, millis);
            }
            prepared = true;
            succeeded();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void write(Track track, long nanos) {
        try {
            track.write(nanos);
            track.failing = false;
            succeeded();
        } catch (IOException e) {
            track.failing = true;
            failed(e);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void failed(IOException e) {
        failures++;
        failuresInARow++;
        if (failuresInARow == 1) {
            LOG.warn("the history {} cannot be written now; it is tried again", file.path(), e);
        }
    }

    private void succeeded() {
        if (failuresInARow == 0) {
            return;
        }
        for (int i = 0; i < tracks.size(); i++) {
            if (tracks.get(i).failing) {
                return;
            }
        }
        LOG.info("the history {} is written again, after {} failures", file.path(), failuresInARow);
        failuresInARow = 0;
    }

    long failedWrites() {
        return failures;
    }

    /** Writes what is under way, as the last thing. */
    void finish() {
        for (int i = 0; prepared && i < tracks.size(); i++) {
            try {
                tracks.get(i).write();
            } catch (IOException e) {
                failed(e);
            }
        }
    }
}
