package io.memsafe;

/**
 * Hears of every change of the pressure level.
 *
 * <p>Thread-safety: called by a thread of the governor, one change at a time, in order. One that throws is logged with
 * its name, and called again at the next change. One that has not returned after five seconds misses the changes until
 * it does, and no other listener waits for it.
 */
@FunctionalInterface
public interface PressureListener {

    /**
     * Called after the level has changed; {@link MemoryGovernor#level()} already returns the new one.
     *
     * @param change from which level to which, and why
     */
    void levelChanged(LevelChange change);
}
