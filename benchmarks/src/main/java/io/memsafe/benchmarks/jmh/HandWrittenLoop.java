package io.memsafe.benchmarks.jmh;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A loop in chunks as people write it: read under one lock, process, write under another; no care for memory. */
final class HandWrittenLoop<T> {

    private final Iterator<T> items;
    private final UnaryOperator<T> processor;
    private final Consumer<List<T>> writer;
    private final int chunkSize;
    private final Object reading = new Object();
    private final Object writing = new Object();

    HandWrittenLoop(Iterator<T> items, UnaryOperator<T> processor, Consumer<List<T>> writer, int chunkSize) {
        this.items = items;
        this.processor = processor;
        this.writer = writer;
        this.chunkSize = chunkSize;
    }

    void run(int workers) throws ExecutionException, InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(workers);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                ends.add(executor.submit(this::work));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private void work() {
        for (List<T> chunk = read(); !chunk.isEmpty(); chunk = read()) {
            List<T> results = new ArrayList<>(chunk.size());
            for (T item : chunk) {
                results.add(processor.apply(item));
            }
            synchronized (writing) {
                writer.accept(results);
            }
        }
    }

    private List<T> read() {
        synchronized (reading) {
            List<T> chunk = new ArrayList<>(chunkSize);
            while (chunk.size() < chunkSize && items.hasNext()) {
                chunk.add(items.next());
            }
            return chunk;
        }
    }
}
