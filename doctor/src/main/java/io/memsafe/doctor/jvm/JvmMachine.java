package io.memsafe.doctor.jvm;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a JVM runs in and on. What is not known is empty.
 *
 * <p>Thread-safety: immutable.
 *
 * @param javaVersion the feature release, for example 17
 * @param containerBytes the limit of the container, if it has one
 * @param hostBytes the memory of the machine
 * @param processors that it may use; of a container its quota
 */
public record JvmMachine(
        OptionalInt javaVersion, OptionalLong containerBytes, OptionalLong hostBytes, OptionalDouble processors) {
    private static final int USUAL_VERSION = 17;

    /**
     * Nothing known but a limit.
     *
     * @param bytes of the container
     * @return a machine
     */
    public static JvmMachine container(long bytes) {
        return new JvmMachine(
                OptionalInt.empty(), OptionalLong.of(bytes), OptionalLong.empty(), OptionalDouble.empty());
    }

    /**
     * The feature release to reckon with.
     *
     * @return the known one, else 17
     */
    public int version() {
        return javaVersion.orElse(USUAL_VERSION);
    }

    /**
     * The memory that all of the JVM has to fit into: the smaller of container and machine.
     *
     * @return empty if neither is known
     */
    public OptionalLong limitBytes() {
        if (containerBytes.isPresent() && hostBytes.isPresent()) {
            return OptionalLong.of(Math.min(containerBytes.getAsLong(), hostBytes.getAsLong()));
        }
        return containerBytes.isPresent() ? containerBytes : hostBytes;
    }
}
