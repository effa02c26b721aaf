package io.memsafe.spring.boot;

import io.memsafe.response.OrderlyStop;
import org.springframework.context.SmartLifecycle;

/**
 * Begins the orderly stop when the application ends: first of all, as the default phase is, so that it is not ready any more
 * while its server still finishes what is in flight.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class StopLifecycle implements SmartLifecycle {
    private final OrderlyStop stop;
    private volatile boolean running;

    StopLifecycle(OrderlyStop stop) {
        this.stop = stop;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        stop.begin("the application ends");
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
