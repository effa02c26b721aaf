package io.memsafe.replay;

import io.memsafe.PressureLevel;
import io.memsafe.Unit;

/**
 * Something beside the heap that can run full.
 *
 * @param name such as {@code metaspace}
 * @param unit of {@code used} and {@code limit}
 * @param used now, 0 or more
 * @param limit where it is exhausted, above 0
 * @param atMost the highest level it may raise by itself
 */
public record RecordedArea(String name, Unit unit, long used, long limit, PressureLevel atMost) {

    /**
     * Checks the amounts.
     *
     * @param name such as {@code metaspace}
     * @param unit of {@code used} and {@code limit}
     * @param used now, 0 or more
     * @param limit where it is exhausted, above 0
     * @param atMost the highest level it may raise by itself
     */
    public RecordedArea {
        if (used < 0 || limit <= 0) {
            throw new IllegalArgumentException(
                    "area " + name + " must have used >= 0 and limit > 0, but they are " + used + " and " + limit);
        }
    }
}
