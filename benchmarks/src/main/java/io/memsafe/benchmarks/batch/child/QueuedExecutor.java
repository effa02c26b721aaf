package io.memsafe.benchmarks.batch.child;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An executor with a bounded queue of chunks; who reads waits while it is full. A chunk that fails is given up.
 *
 * @param workers threads, and chunks in the queue
 * @param items a chunk
 */
record QueuedExecutor(int workers, int items) implements Way {

    @Override
    public void run(Task task) throws Exception {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                workers, workers, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(workers), (chunk, full) -> {
                    try {
                        full.getQueue().put(chunk);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        try {
            Iterator<Item> source = task.source();
            while (source.hasNext()) {
                List<Item> chunk = new ArrayList<>(items);
                while (chunk.size() < items && source.hasNext()) {
                    chunk.add(source.next());
                }
                executor.execute(() -> deal(chunk, task));
            }
            executor.shutdown();
            if (!executor.awaitTermination(1, TimeUnit.DAYS)) {
                throw new IllegalStateException("the executor did not end");
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static void deal(List<Item> chunk, Task task) {
        try {
            List<Result> results = new ArrayList<>(chunk.size());
            for (Item item : chunk) {
                results.add(task.transform(item));
            }
            task.write(results);
        } catch (OutOfMemoryError e) {
            chunk.forEach(item -> task.giveUp(item.id()));
        }
    }
}
