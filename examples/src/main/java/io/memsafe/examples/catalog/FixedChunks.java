package io.memsafe.examples.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The job as most people end: some threads, each of which reads, describes and writes a chunk of a fixed size. */
final class FixedChunks {

    private FixedChunks() {}

    static Outcome run(Job job) throws InterruptedException {
        job.progress().chunkSize(job.chunk());
        ExecutorService pool = Executors.newFixedThreadPool(job.workers());
        try {
            List<Callable<Long>> workers = new ArrayList<>();
            for (int i = 0; i < job.workers(); i++) {
                workers.add(() -> work(job));
            }
            long chunks = 0;
            long memoryErrors = 0;
            Throwable failure = null;
            for (Future<Long> worker : pool.invokeAll(workers)) {
                try {
                    chunks += worker.get();
                } catch (ExecutionException e) {
                    failure = e.getCause();
                    memoryErrors += Failures.isMemory(failure) ? 1 : 0;
                    job.progress().memoryErrors(memoryErrors);
                }
            }
            return failure == null
                    ? Outcome.completed("%,d chunks of %,d".formatted(chunks, job.chunk()))
                    : Outcome.failed(failure);
        } finally {
            pool.shutdownNow();
        }
    }

    private static long work(Job job) throws Exception {
        long chunks = 0;
        for (List<Entry> chunk = read(job); !chunk.isEmpty(); chunk = read(job)) {
            List<Row> rows = new ArrayList<>(chunk.size());
            for (Entry entry : chunk) {
                Row row = Contestant.describe(job, entry);
                if (row != null) {
                    rows.add(row);
                }
            }
            if (!rows.isEmpty()) {
                job.store().write(rows);
            }
            chunks++;
        }
        return chunks;
    }

    private static List<Entry> read(Job job) throws IOException {
        List<Entry> chunk = new ArrayList<>(job.chunk());
        synchronized (job.source()) {
            while (chunk.size() < job.chunk()) {
                Entry entry = Contestant.nextReadable(job);
                if (entry == null) {
                    break;
                }
                chunk.add(entry);
            }
        }
        return chunk;
    }
}
