package io.memsafe.spring.boot;

import io.memsafe.MemoryAssessment;
import io.memsafe.MemoryGovernor;
import io.memsafe.admission.MemoryBudget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Everything that is known of the memory of the application. It tells of the inside of the program, paths of the
 * application included, but holds nothing of what requests or caches contain.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
@Endpoint(id = "memsafe")
public final class MemsafeEndpoint {
    private final MemoryGovernor governor;
    private final RecentChanges changes;
    private final @Nullable RequestsDescriptor requests;

    MemsafeEndpoint(MemoryGovernor governor, RecentChanges changes, @Nullable RequestsDescriptor requests) {
        this.governor = governor;
        this.changes = changes;
        this.requests = requests;
    }

    /**
     * As of now.
     *
     * @return level, phase, assessment, budgets, requests and routes where there is a filter, and recent changes
     */
    @ReadOperation
    @RegisterReflectionForBinding({MemoryAssessment.class, Budget.class, RecentChanges.Change.class})
    public Map<String, Object> memory() {
        MemoryAssessment now = governor.assessment();
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("level", governor.level());
        found.put("phase", governor.phase());
        found.put("binding", now.binding().name());
        found.put("assessment", now);
        List<Budget> budgets = new ArrayList<>();
        collect(governor.budget(), budgets);
        found.put("budgets", budgets);
        RequestsDescriptor filter = requests;
        if (filter != null) {
            found.put("requests", filter.statistics());
            found.put("routes", filter.routes());
        }
        found.put("changes", changes.list());
        return found;
    }

    private static void collect(MemoryBudget budget, List<Budget> to) {
        to.add(new Budget(
                budget.name(),
                budget.priority().name(),
                budget.limitBytes(),
                budget.reservedBytes(),
                budget.waiting(),
                budget.refusals(),
                budget.leaks()));
        budget.children().forEach(child -> collect(child, to));
    }

    /**
     * A budget.
     *
     * @param name as given
     * @param priority among those of its parent
     * @param limitBytes what may be reserved now
     * @param reservedBytes what is
     * @param waiting how many wait for room
     * @param refusals since the start
     * @param leaks permits that nobody released
     */
    record Budget(
            String name,
            String priority,
            long limitBytes,
            long reservedBytes,
            int waiting,
            long refusals,
            long leaks) {}
}
