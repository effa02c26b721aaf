package io.memsafe.benchmarks.batch.child;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Pekko Streams: groups by weight, told the size of every item, worked on by {@code mapAsync}.
 *
 * @param workers groups at the same time
 * @param bytes the weight of a group
 */
record PekkoStream(int workers, long bytes) implements Way {
    private static final Duration LINGER = Duration.ofMillis(100);

    @Override
    public void run(Task task) throws Exception {
        ActorSystem system = ActorSystem.create(
                "batch",
                ConfigFactory.parseString(
                                "pekko.jvm-exit-on-fatal-error=off, pekko.loglevel=OFF," + " pekko.stdout-loglevel=OFF")
                        .withFallback(ConfigFactory.load()));
        ExecutorService executor = Executors.newFixedThreadPool(workers);
        try {
            Source.fromIterator(task::source)
                    .groupedWeightedWithin(bytes, Item::bytes, LINGER)
                    .mapAsync(workers, chunk -> CompletableFuture.supplyAsync(() -> deal(chunk, task), executor))
                    .runWith(Sink.ignore(), system)
                    .toCompletableFuture()
                    .get();
        } finally {
            executor.shutdownNow();
            system.terminate();
        }
    }

    private static int deal(List<Item> chunk, Task task) {
        List<Result> results = new ArrayList<>(chunk.size());
        for (Item item : chunk) {
            results.add(task.transform(item));
        }
        task.write(results);
        return results.size();
    }
}
