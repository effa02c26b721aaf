package io.memsafe.benchmarks.batch.child;

import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Reactor: with one worker a publisher with a limited rate and a buffer, with several a {@code flatMap} of buffers.
 *
 * @param workers threads of the scheduler
 * @param items a buffer
 */
record ReactorFlow(int workers, int items) implements Way {

    @Override
    public void run(Task task) {
        Scheduler scheduler = Schedulers.newParallel("reactor", workers);
        try {
            Flux<Item> source = Flux.fromIterable(task::source);
            if (workers == 1) {
                source.publishOn(scheduler, items)
                        .limitRate(items)
                        .map(task::transform)
                        .buffer(items)
                        .doOnNext(task::write)
                        .then()
                        .block();
            } else {
                source.buffer(items)
                        .flatMap(
                                chunk -> Mono.fromRunnable(() -> deal(chunk, task))
                                        .subscribeOn(scheduler),
                                workers)
                        .then()
                        .block();
            }
        } finally {
            scheduler.dispose();
        }
    }

    private static void deal(List<Item> chunk, Task task) {
        List<Result> results = new ArrayList<>(chunk.size());
        for (Item item : chunk) {
            results.add(task.transform(item));
        }
        task.write(results);
    }
}
