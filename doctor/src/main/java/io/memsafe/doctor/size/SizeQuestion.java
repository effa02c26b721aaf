package io.memsafe.doctor.size;

import io.memsafe.doctor.jvm.GarbageCollector;
import io.memsafe.doctor.jvm.JvmMachine;
import io.memsafe.doctor.jvm.KnownUse;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is to be sized.
 *
 * <p>Thread-safety: immutable.
 *
 * @param use what is known of the program; its live set has to be
 * @param collector that it is to have; empty to take what the JVM would choose
 * @param machine release, processors, and a container to fit into if there is one already
 * @param stackBytes the stack of a thread; empty for that of the JVM, 1 MiB
 */
public record SizeQuestion(
        KnownUse use, Optional<GarbageCollector> collector, JvmMachine machine, OptionalLong stackBytes) {

    SizeQuestion with(KnownUse other) {
        return new SizeQuestion(other, collector, machine, stackBytes);
    }

    SizeQuestion with(GarbageCollector other) {
        return new SizeQuestion(use, Optional.of(other), machine, stackBytes);
    }
}
