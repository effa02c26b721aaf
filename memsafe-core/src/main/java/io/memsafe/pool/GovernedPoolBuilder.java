package io.memsafe.pool;

import io.memsafe.response.Shares;
import java.time.Duration;
import java.util.Objects;

/**
 * What a {@link GovernedPool} is to be like. Thread-safety: none.
 *
 * @param <T> kind of object
 */
public final class GovernedPoolBuilder<T> {
    private static final int MOST_WAITING = 1_000;
    private static final Duration IDLE = Duration.ofMinutes(1);

    final PoolSource<T> source;
    String name = "objects";
    int least;
    int most = 2 * Runtime.getRuntime().availableProcessors();
    int mostWaiting = MOST_WAITING;
    Duration idle = IDLE;
    Shares shares = Shares.DEFAULT;
    boolean traceLeases = Boolean.getBoolean("memsafe.trace-leases");

    GovernedPoolBuilder(PoolSource<T> source) {
        this.source = Objects.requireNonNull(source, "source");
    }

    /**
     * What the pool is called in threads, logs and errors; by default "objects".
     *
     * @param called any
     * @return this
     */
    public GovernedPoolBuilder<T> name(String called) {
        name = Objects.requireNonNull(called, "called");
        return this;
    }

    /**
     * How many objects there may be; by default none to two for each processor.
     *
     * @param leastObjects kept always, 0 or more
     * @param mostObjects at {@code NORMAL}, 1 or more and not below {@code leastObjects}
     * @return this
     * @throws IllegalArgumentException if a bound is broken
     */
    public GovernedPoolBuilder<T> size(int leastObjects, int mostObjects) {
        if (leastObjects < 0 || mostObjects < 1 || mostObjects < leastObjects) {
            throw new IllegalArgumentException(
                    "pool " + name + ": sizes must be 0 <= least <= most and most >= 1, but are " + leastObjects
                            + " and " + mostObjects);
        }
        least = leastObjects;
        most = mostObjects;
        return this;
    }

    /**
     * How many threads may wait for an object at a time; by default 1,000. To one more it is said at once that there is none.
     *
     * @param threads 0 or more
     * @return this
     * @throws IllegalArgumentException if it is below 0
     */
    public GovernedPoolBuilder<T> maxWaiting(int threads) {
        if (threads < 0) {
            throw new IllegalArgumentException("pool " + name + ": maxWaiting must be 0 or more, but is " + threads);
        }
        mostWaiting = threads;
        return this;
    }

    /**
     * After which time without use an object goes; by default a minute. It may take half as long again.
     *
     * @param time above 0
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public GovernedPoolBuilder<T> idle(Duration time) {
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException("pool " + name + ": idle must be above 0, but is " + time);
        }
        idle = time;
        return this;
    }

    /**
     * Which share of the largest number is kept at each level.
     *
     * @param kept shares
     * @return this
     */
    public GovernedPoolBuilder<T> shares(Shares kept) {
        shares = Objects.requireNonNull(kept, "kept");
        return this;
    }

    /**
     * Whether leases that are forgotten are found after a collection, logged with the place where they were taken, and
     * their objects replaced; costs a stack trace for each lease. Also {@code -Dmemsafe.trace-leases=true}.
     *
     * @param wanted by default no
     * @return this
     */
    public GovernedPoolBuilder<T> traceLeases(boolean wanted) {
        traceLeases = wanted;
        return this;
    }

    /**
     * Creates the pool and begins to make the least number of objects.
     *
     * @return a pool
     */
    public GovernedPool<T> create() {
        return new GovernedPool<>(this);
    }
}
