package io.memsafe.pool;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import stormpot.Poolable;
import stormpot.Slot;

/**
 * A place for one object of a pool; it has none before it was claimed first, and after that one was broken.
 *
 * <p>Thread-safety: as {@link Slot} says; belongs to whoever has claimed it.
 */
final class PoolEntry<T> extends Padded.After<T> implements Poolable {

    PoolEntry(Slot slot) {
        super(slot);
    }

    /** The object; racy for others than who has claimed it. */
    @Nullable
    T object() {
        return object;
    }

    void put(T made) {
        object = made;
    }

    @Nullable
    T take() {
        T taken = object;
        object = null;
        return taken;
    }

    /** Somebody got it when the pool's clock said this. */
    void lease(int tick) {
        usedAt = tick;
        leased = true;
    }

    /** Whoever had it gives it back. */
    void giveBack() {
        leased = false;
        VarHandle.releaseFence(); // Stormpot has none, and what was done to the object belongs before this
        release();
    }

    /** Whether somebody has a lease on it; racy for others than who has claimed it. */
    boolean leased() {
        return leased;
    }

    /** What the clock of the pool said when it was claimed last. */
    int usedAt() {
        return usedAt;
    }

    @Override
    public void release() {
        slot.release(this);
    }
}
