package io.memsafe.spring.boot;

import io.memsafe.spi.MemorySignal;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeHint;

/**
 * Tells a native image of the signals: the governor finds them as services, and one of them asks Netty by reflection. What
 * the endpoint shows is told by the endpoint, and the properties by Spring Boot.
 *
 * <p>Thread-safety: stateless.
 */
final class SignalHints implements RuntimeHintsRegistrar {
    private static final Logger LOG = LoggerFactory.getLogger(SignalHints.class);
    private static final String NETTY = "io.netty.util.internal.PlatformDependent";

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
        hints.resources().registerPattern("META-INF/services/" + MemorySignal.class.getName());
        hints.reflection().registerType(MemorySignal.class);
        try {
            ServiceLoader.load(MemorySignal.class, loader).stream()
                    .map(ServiceLoader.Provider::type)
                    .forEach(type -> hints.reflection().registerType(type, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS));
        } catch (ServiceConfigurationError e) {
            LOG.warn("a signal cannot be loaded: it, and those found after it, will be missing in a native image", e);
        }
        hints.reflection().registerTypeIfPresent(loader, NETTY, SignalHints::counters);
    }

    private static void counters(TypeHint.Builder netty) {
        netty.withMethod("usedDirectMemory", List.of(), ExecutableMode.INVOKE)
                .withMethod("maxDirectMemory", List.of(), ExecutableMode.INVOKE);
    }
}
