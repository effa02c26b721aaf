package io.memsafe.response;

import java.util.function.IntConsumer;

/**
 * A limit that follows the pressure: of threads, connections, queue places, requests.
 *
 * <p>Scalers are called at every change of the demand, before any reclaimer. Registering one does not call it.
 *
 * <p>Thread-safety: called by a thread of the governor, one call at a time. One that throws is logged with its name
 * and called again until it succeeds. One that has not returned after five seconds is set aside until it does, and
 * then told of the newest demand.
 */
@FunctionalInterface
public interface Scaler {

    /**
     * Takes the demand on. With {@link Demand#NONE} it restores what was set before; so it does when it is taken back
     * or the governor is closed.
     *
     * @param demand what is asked now
     * @throws Exception if it failed; logged once
     */
    void scale(Demand demand) throws Exception;

    /**
     * A limit that is set by a callback, in {@link Shares#DEFAULT}.
     *
     * <pre>{@code
     * governor.scale("workers", Scaler.of(pool::setCorePoolSize, 16, 2));
     * }</pre>
     *
     * @param limit sets the limit
     * @param normal what it is at {@code NORMAL}, above 0
     * @param least never below this; 0 to {@code normal}
     * @return a scaler
     * @throws IllegalArgumentException if a bound is broken
     */
    static Scaler of(IntConsumer limit, int normal, int least) {
        return of(limit, normal, least, Shares.DEFAULT);
    }

    /**
     * A limit that is set by a callback.
     *
     * @param limit sets the limit
     * @param normal what it is at {@code NORMAL}, above 0
     * @param least never below this; 0 to {@code normal}
     * @param shares of {@code normal} at each level
     * @return a scaler
     * @throws IllegalArgumentException if a bound is broken
     */
    static Scaler of(IntConsumer limit, int normal, int least, Shares shares) {
        if (normal <= 0 || least < 0 || least > normal) {
            throw new IllegalArgumentException("a limit must have normal > 0 and 0 <= least <= normal, but normal is "
                    + normal + " and least is " + least);
        }
        return demand -> limit.accept(shares.of(demand, normal, least));
    }
}
