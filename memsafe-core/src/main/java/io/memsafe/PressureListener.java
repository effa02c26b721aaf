package io.memsafe;

/**
 * Hears of every change of the pressure level.
 *
 * <p>Thread-safety: called by the governor's thread, one change at a time, in order. It should return soon; one that
 * throws is counted and logged with its name, and called again at the next change.
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
