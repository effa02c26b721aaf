package io.memsafe.pool;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the pools of the tests hold. A whole pool is made for each state, of some kilobytes; it is taken from the keeper at
 * once, whose list of all pools is not made for thousands of them. So nobody but the actors works on it.
 */
final class Item {
    /** Written by who has it, without any care. */
    int content;

    /** Whoever gets it after that got what was broken. */
    boolean broken;

    private final AtomicInteger ended = new AtomicInteger();

    /** A pool with as many objects as it may have. */
    static GovernedPool<Item> pool(int most) {
        PoolSource<Item> source = new PoolSource<>() {
            @Override
            public Item create() {
                return new Item();
            }

            @Override
            public void destroy(Item item) {
                item.ended.incrementAndGet();
            }
        };
        GovernedPool<Item> pool = GovernedPool.of(source).size(0, most).create();
        PoolKeeper.forget(pool);
        return pool;
    }

    /** A lease of what is there. */
    static Lease<Item> claim(GovernedPool<Item> pool) {
        Lease<Item> lease = pool.tryClaim();
        if (lease == null) {
            throw new AssertionError("nobody has an object yet");
        }
        return lease;
    }

    static void close(@Nullable Lease<Item> lease) {
        if (lease != null) {
            lease.close();
        }
    }

    /** How often it was ended. */
    int ended() {
        return ended.get();
    }
}
