package io.memsafe.doctor.jvm;

/**
 * A flag of a JVM, as it is in force.
 *
 * @param name such as {@code MaxHeapSize}
 * @param value as the JVM prints it; sizes are in bytes
 * @param origin who set it, such as {@code DEFAULT}, {@code VM_CREATION}, {@code ERGONOMIC} or {@code MANAGEMENT}
 */
public record VmOption(String name, String value, String origin) {}
