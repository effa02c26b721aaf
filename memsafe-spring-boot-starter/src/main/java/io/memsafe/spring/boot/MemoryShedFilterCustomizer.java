package io.memsafe.spring.boot;

import io.memsafe.web.MemoryShedFilter;

/**
 * Changes the filter of the application before it is made, after the properties.
 *
 * <p>Thread-safety: called once, by the thread that starts the application.
 */
@FunctionalInterface
public interface MemoryShedFilterCustomizer {

    /**
     * Changes it.
     *
     * @param builder has the properties
     */
    void customize(MemoryShedFilter.Builder builder);
}
