package io.memsafe.signal;

import io.memsafe.PressureLevel;
import io.memsafe.Unit;

/**
 * What a signal said of something that can run full.
 *
 * @param name such as {@code metaspace}
 * @param unit of {@code used} and {@code limit}
 * @param used now
 * @param limit where it is exhausted, above 0
 * @param atMost the highest level it may raise by itself
 */
public record AreaReading(String name, Unit unit, long used, long limit, PressureLevel atMost) {}
