package io.memsafe.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the filter in front of everything when a container starts an application whose context parameter
 * {@code memsafe.filter} is {@code true}.
 *
 * <p>Found by the container. The parameters of {@link MemoryShedFilter} are those of the context then, with the prefix
 * {@code memsafe.}, such as {@code memsafe.exempt}. An application that declares a filter of the name {@code memsafe}
 * itself keeps its own.
 *
 * <p>Thread-safety: stateless.
 */
public final class ShedFilterInitializer implements ServletContainerInitializer {
    private static final String PREFIX = "memsafe.";
    private static final String SWITCH = PREFIX + "filter";

    /** For the container. */
    public ShedFilterInitializer() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
        if (!Boolean.parseBoolean(context.getInitParameter(SWITCH))) {
            return;
        }
        FilterRegistration.Dynamic registration = context.addFilter("memsafe", MemoryShedFilter.class);
        if (registration == null) {
            return;
        }
        for (String name : MemoryShedFilter.parameters()) {
            String value = context.getInitParameter(PREFIX + name);
            if (value != null) {
                registration.setInitParameter(name, value);
            }
        }
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), false, "/*");
    }
}
