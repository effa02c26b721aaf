package io.memsafe.response.internal;

import io.memsafe.response.Demand;
import io.memsafe.response.Scaler;
import java.util.function.LongSupplier;

/** A scaler, called whenever the depth differs from the one it has taken on. */
final class ScalerResponder extends Responder {
    private final Scaler target;

    ScalerResponder(String name, Scaler target, LongSupplier clock) {
        super("scaler", name, clock);
        this.target = target;
    }

    @Override
    protected void call() throws Exception {
        Demand now = demand;
        target.scale(now);
        applied(now);
    }
}
