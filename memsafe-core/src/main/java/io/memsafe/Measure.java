package io.memsafe;

/**
 * A figure that explains without raising a level.
 *
 * @param name such as {@code resident-set} or {@code pressure-stall-some}
 * @param unit of the value
 * @param value as read
 */
public record Measure(String name, Unit unit, double value) {}
