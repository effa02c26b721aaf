package io.memsafe.doctor.jvm;

/**
 * A JVM that runs on this machine.
 *
 * @param pid its process id
 * @param name its main class, module or jar, as far as that can be told; empty if not
 */
public record LocalJvm(long pid, String name) {}
