package io.memsafe.benchmarks.batch.child;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Loops as people write them: read a chunk under a lock, process it, write it. With a bound in bytes it is told the
 * size of every item; a careful one catches the error around each item.
 *
 * @param workers threads
 * @param mostItems a chunk ends with so many
 * @param mostBytes a chunk ends when its items have so many
 * @param careful whether an item that fails for want of memory is given up, instead of the job
 */
record HandLoop(int workers, int mostItems, long mostBytes, boolean careful) implements Way {

    @Override
    public void run(Task task) throws Exception {
        Iterator<Item> source = task.source();
        if (workers == 1) {
            work(source, task);
            return;
        }
        ExecutorService executor = Executors.newFixedThreadPool(workers);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                ends.add(executor.submit(() -> work(source, task)));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private void work(Iterator<Item> source, Task task) {
        for (List<Item> chunk = read(source); !chunk.isEmpty(); chunk = read(source)) {
            List<Result> results = new ArrayList<>(chunk.size());
            for (Item item : chunk) {
                try {
                    results.add(task.transform(item));
                } catch (OutOfMemoryError e) {
                    if (!careful) {
                        throw e;
                    }
                    task.giveUp(item.id());
                }
            }
            task.write(results);
        }
    }

    private List<Item> read(Iterator<Item> source) {
        synchronized (source) {
            List<Item> chunk = new ArrayList<>();
            long bytes = 0;
            while (chunk.size() < mostItems && bytes < mostBytes && source.hasNext()) {
                Item item = source.next();
                chunk.add(item);
                bytes += item.bytes();
            }
            return chunk;
        }
    }
}
