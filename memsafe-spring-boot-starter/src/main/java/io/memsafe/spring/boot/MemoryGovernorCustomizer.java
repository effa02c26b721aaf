package io.memsafe.spring.boot;

import io.memsafe.MemoryGovernor;

/**
 * Changes the governor of the application before it starts, after the properties.
 *
 * <p>Thread-safety: called once, by the thread that starts the application.
 */
@FunctionalInterface
public interface MemoryGovernorCustomizer {

    /**
     * Changes it.
     *
     * @param builder has the properties
     */
    void customize(MemoryGovernor.Builder builder);
}
