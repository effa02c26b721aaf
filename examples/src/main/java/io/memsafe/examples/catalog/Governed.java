package io.memsafe.examples.catalog;

import io.memsafe.MemoryGovernor;
import io.memsafe.batch.BatchJob;
import io.memsafe.batch.BatchProgress;
import io.memsafe.batch.BatchReport;
import io.memsafe.batch.ChunkSize;
import java.time.Duration;

/** The job with memsafe: the same reader, processor and writer, and no number that says how much memory there is. */
final class Governed {

    private static final Duration PROGRESS = Duration.ofMillis(250);

    private Governed() {}

    static Outcome run(Job job) throws InterruptedException {
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            BatchReport report = BatchJob.<Entry, Row>named("catalog")
                    .reader(job.source())
                    .processor(job.describe())
                    .writer(job.store())
                    .chunk(ChunkSize.adaptive())
                    .workers(job.workers())
                    .itemKey(Entry::key)
                    .quarantine(job.rejects())
                    .skip(CorruptInputException.class, Long.MAX_VALUE)
                    .progress(PROGRESS, now -> tell(job.progress(), now))
                    .run(governor);
            job.progress().memoryErrors(report.containedErrors());
            return new Outcome(
                    report.complete(),
                    report.containedErrors(),
                    "%,d chunks of %,d to %,d, waited %,d ms"
                            .formatted(
                                    report.chunks(),
                                    report.smallestChunk(),
                                    report.largestChunk(),
                                    report.waited().toMillis()),
                    report.failure());
        }
    }

    private static void tell(Progress progress, BatchProgress now) {
        progress.engine(now.chunkSize(), now.level(), now.waiting());
        progress.memoryErrors(now.containedErrors());
    }
}
