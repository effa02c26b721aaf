package io.memsafe.spring.boot;

import io.memsafe.web.MemoryShedFilter;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Tells the filter the paths of the controllers, so that it need not find out what varies in them.
 *
 * <p>Thread-safety: called by the thread that starts the application.
 */
final class ControllerRoutes implements ApplicationListener<ContextRefreshedEvent> {
    private final MemoryShedFilter filter;
    private final ObjectProvider<RequestMappingHandlerMapping> mappings;
    private final ObjectProvider<DispatcherServletPath> path;

    ControllerRoutes(
            MemoryShedFilter filter,
            ObjectProvider<RequestMappingHandlerMapping> mappings,
            ObjectProvider<DispatcherServletPath> path) {
        this.filter = filter;
        this.mappings = mappings;
        this.path = path;
    }

    @Override
    public void onApplicationEvent(ContextRefreshedEvent event) {
        String prefix =
                path.stream().findFirst().map(DispatcherServletPath::getPrefix).orElse("");
        List<String> templates = new ArrayList<>();
        mappings.stream()
                .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
                .flatMap(info -> info.getPatternValues().stream())
                .forEach(pattern -> templates.add(prefix + pattern));
        filter.declareRoutes(templates);
    }
}
