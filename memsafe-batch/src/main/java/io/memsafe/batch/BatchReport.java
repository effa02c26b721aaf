package io.memsafe.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a job did. The counts of items are those of the whole job, earlier runs that this one went on from included.
 *
 * @param job name of the job
 * @param status how it ended
 * @param elapsed how long it ran
 * @param read items read, those included that the reader had to step over
 * @param written items written
 * @param filtered items for which the processor returned {@code null}
 * @param quarantined items set aside, for whatever reason
 * @param quarantinedForMemory those of them that were set aside because memory did not suffice
 * @param resumed items of these that earlier runs had dealt with
 * @param retried calls of reader, processor or writer that were tried again after an exception, see {@link BatchJob#retry}
 * @param containedErrors errors of memory that were met and contained
 * @param chunks chunks written
 * @param smallestChunk size of the smallest chunk, in items; the last one of the input does not count
 * @param largestChunk size of the largest chunk, in items
 * @param workers how many workers ran
 * @param allocatedBytes bytes that the chunks allocated on the workers' threads; 0 if this JVM does not tell
 * @param times what the workers spent their time on
 * @param waits how long workers waited for memory, and why
 * @param trace where the job stood from time to time: 512 points at the most, for runs of any length
 * @param guarantee how often an item is written when the job is killed and run again
 * @param notes what a person should know about where the run began; may be empty
 * @param failure what ended a {@link BatchStatus#FAILED} job, else {@code null}
 */
public record BatchReport(
        String job,
        BatchStatus status,
        Duration elapsed,
        long read,
        long written,
        long filtered,
        long quarantined,
        long quarantinedForMemory,
        long resumed,
        long retried,
        long containedErrors,
        long chunks,
        int smallestChunk,
        int largestChunk,
        int workers,
        long allocatedBytes,
        PhaseTimes times,
        Waits waits,
        List<TracePoint> trace,
        Guarantee guarantee,
        List<String> notes,
        @Nullable Throwable failure) {

    /**
     * Copies the lists.
     *
     * @param job name of the job
     * @param status how it ended
     * @param elapsed how long it ran
     * @param read items read, those included that the reader had to step over
     * @param written items written
     * @param filtered items for which the processor returned {@code null}
     * @param quarantined items set aside, for whatever reason
     * @param quarantinedForMemory those of them that were set aside because memory did not suffice
     * @param resumed items of these that earlier runs had dealt with
     * @param retried calls of reader, processor or writer that were tried again after an exception, see {@link BatchJob#retry}
     * @param containedErrors errors of memory that were met and contained
     * @param chunks chunks written
     * @param smallestChunk size of the smallest chunk, in items; the last one of the input does not count
     * @param largestChunk size of the largest chunk, in items
     * @param workers how many workers ran
     * @param allocatedBytes bytes that the chunks allocated on the workers' threads; 0 if this JVM does not tell
     * @param times what the workers spent their time on
     * @param waits how long workers waited for memory, and why
     * @param trace where the job stood from time to time: 512 points at the most, for runs of any length
     * @param guarantee how often an item is written when the job is killed and run again
     * @param notes what a person should know about where the run began; may be empty
     * @param failure what ended a {@link BatchStatus#FAILED} job, else {@code null}
     */
    public BatchReport {
        trace = List.copyOf(trace);
        notes = List.copyOf(notes);
    }

    /**
     * Time that workers spent waiting for memory, summed over the workers.
     *
     * @return all {@link #waits()} together
     */
    public Duration waited() {
        return waits.total();
    }

    /**
     * Whether the whole input was dealt with, and no item was given up for want of memory.
     *
     * @return {@code true} if the job completed and {@link #quarantinedForMemory()} is 0
     */
    public boolean complete() {
        return status == BatchStatus.COMPLETED && quarantinedForMemory == 0;
    }

    /**
     * The report in words, for a log or a terminal.
     *
     * @return some lines
     */
    public String text() {
        return ReportText.text(this);
    }

    /**
     * What counts, for a log; the trace is left out, which may have hundreds of points.
     *
     * @return one line, unless the name, a note or the failure has more
     */
    @Override
    public String toString() {
        // by hand: what a record makes of itself costs more classes and time than a small job
        return "BatchReport[job=" + job + ", status=" + status + ", complete=" + complete() + ", elapsed=" + elapsed
                + ", read=" + read + ", written=" + written + ", filtered=" + filtered + ", quarantined="
                + quarantined + ", quarantinedForMemory=" + quarantinedForMemory + ", resumed=" + resumed
                + ", retried=" + retried + ", containedErrors=" + containedErrors + ", chunks=" + chunks
                + ", smallestChunk=" + smallestChunk + ", largestChunk=" + largestChunk + ", workers=" + workers
                + ", allocatedBytes=" + allocatedBytes + ", waited=" + waited() + ", guarantee=" + guarantee
                + ", notes=" + notes + ", failure=" + failure + "]";
    }

    /**
     * The report for programs, the trace included.
     *
     * @return one JSON object on one line
     */
    public String json() {
        return ReportText.json(this);
    }

    /**
     * The report for people, with charts of rate, chunk size, live set and level over time.
     *
     * @return a page of HTML that needs no other file
     */
    public String html() {
        return ReportPage.html(this);
    }

    /**
     * Writes the report to a file: {@link #html()}, {@link #json()} or {@link #text()} by the end of its name. What the
     * file held is replaced at once or not at all.
     *
     * @param file ends in {@code .html}, {@code .json} or {@code .txt}
     * @throws IllegalArgumentException if its name ends otherwise
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        String name = file.toString().toLowerCase(Locale.ROOT);
        String content;
        if (name.endsWith(".html")) {
            content = html();
        } else if (name.endsWith(".json")) {
            content = json();
        } else if (name.endsWith(".txt")) {
            content = text();
        } else {
            throw new IllegalArgumentException("a report is written to a file named .html, .json or .txt, not " + file);
        }
        Path folder = file.toAbsolutePath().getParent();
        Path written = Files.createTempFile(folder, ".report", ".tmp");
        try {
            Files.writeString(written, content);
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
    }
}
