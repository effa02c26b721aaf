package io.memsafe.response;

import io.memsafe.response.internal.Callee;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One step of a stop, run once. */
final class StopCall extends Callee {
    private static final Logger LOG = LoggerFactory.getLogger(OrderlyStop.class);

    private final OrderlyStop.Action action;

    StopCall(String kind, String name, OrderlyStop.Action action) {
        super(kind, name);
        this.action = action;
    }

    @Override
    protected void call() throws Exception {
        LOG.info("stopping in order: {}", this);
        action.run();
    }

    @Override
    protected String afterFailure() {
        return "the stop goes on";
    }
}
