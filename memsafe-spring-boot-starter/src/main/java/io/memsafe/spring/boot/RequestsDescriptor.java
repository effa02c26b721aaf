package io.memsafe.spring.boot;

import io.memsafe.web.MemoryShedFilter;
import io.memsafe.web.RouteStatistics;
import io.memsafe.web.ShedStatistics;
import java.util.List;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;

/**
 * What the filter does, for the endpoint: the classes of the filter are not there in every application.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
@RegisterReflectionForBinding({ShedStatistics.class, RouteStatistics.class})
final class RequestsDescriptor {
    private static final int MOST_ROUTES = 50;

    private final MemoryShedFilter filter;

    RequestsDescriptor(MemoryShedFilter filter) {
        this.filter = filter;
    }

    ShedStatistics statistics() {
        return filter.statistics();
    }

    /** Those whose requests cost most. */
    List<RouteStatistics> routes() {
        return filter.largestRoutes(MOST_ROUTES);
    }
}
