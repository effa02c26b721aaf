package io.memsafe.response.internal;

import io.memsafe.response.PressureEpisode;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;

/** Hears of episodes, each once; of those that wait while it hangs the newest sixteen. */
final class EpisodeListener extends Callee {
    private static final int MOST_WAITING = 16;

    private final Consumer<PressureEpisode> target;
    private final Queue<PressureEpisode> waiting = new ArrayBlockingQueue<>(MOST_WAITING);

    EpisodeListener(String name, Consumer<PressureEpisode> target) {
        super("episode listener", name);
        this.target = target;
    }

    void tell(PressureEpisode episode) {
        while (!waiting.offer(episode)) {
            waiting.poll();
        }
    }

    boolean waits() {
        return !hangs() && !waiting.isEmpty();
    }

    @Override
    protected void call() {
        PressureEpisode episode = waiting.poll();
        if (episode != null) {
            target.accept(episode);
        }
    }
}
