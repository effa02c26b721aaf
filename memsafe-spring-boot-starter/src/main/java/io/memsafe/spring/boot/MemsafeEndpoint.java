package io.memsafe.spring.boot;

import io.memsafe.MemoryAssessment;
import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.admission.MemoryBudget;
import io.memsafe.response.Reclaimed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Everything that is known of the memory of the application. It tells of the inside of the program, paths of the
 * application included, but holds nothing of what requests or caches contain.
 *
 * <p>What it can do is off until {@code management.endpoint.memsafe.access} is {@code unrestricted}.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
@Endpoint(id = "memsafe", defaultAccess = Access.READ_ONLY)
public final class MemsafeEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(MemsafeEndpoint.class);
    private static final Duration LONGEST_RECLAIM = Duration.ofSeconds(10);
    private static final int MOST_BUDGETS = 100;

    private final MemoryGovernor governor;
    private final RecentChanges changes;
    private final @Nullable RequestsDescriptor requests;
    private final @Nullable SnapshotFolder snapshots;

    /** What an operator can have done. */
    public enum Action {
        /** Asks the reclaimers for memory. */
        RECLAIM,
        /** Takes down what is known. */
        SNAPSHOT
    }

    MemsafeEndpoint(
            MemoryGovernor governor,
            RecentChanges changes,
            @Nullable RequestsDescriptor requests,
            @Nullable SnapshotFolder snapshots) {
        this.governor = governor;
        this.changes = changes;
        this.requests = requests;
        this.snapshots = snapshots;
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

    /**
     * Has something done.
     *
     * @param action what
     * @param level for {@code RECLAIM}: what reclaimers are told the level is, {@code WARNING} by default
     * @return for {@code RECLAIM} the answers of the reclaimers, after ten seconds at the latest; for {@code SNAPSHOT} what is
     *     known, and the name of its file if there is a folder for them
     * @throws InvalidEndpointRequestException if the level is {@code NORMAL}
     */
    @WriteOperation
    @RegisterReflectionForBinding({
        Reclaimed.class,
        JvmFacts.Collector.class,
        JvmFacts.Pool.class,
        JvmFacts.Buffers.class,
        JvmFacts.Threads.class,
        JvmFacts.Classes.class
    })
    public Map<String, Object> act(@Selector Action action, @Nullable PressureLevel level) {
        return switch (action) {
            case RECLAIM -> reclaim(level == null ? PressureLevel.WARNING : level);
            case SNAPSHOT -> snapshot();
        };
    }

    private Map<String, Object> reclaim(PressureLevel asIf) {
        if (asIf == PressureLevel.NORMAL) {
            String reason = "level must be WARNING, CRITICAL or EMERGENCY, but is NORMAL";
            throw new InvalidEndpointRequestException(reason, reason);
        }
        try {
            List<Reclaimed> answers = governor.reclaimNow(asIf, LONGEST_RECLAIM);
            LOG.info("reclaimers were asked by hand, as if the level were {}: {}", asIf, answers);
            return Map.of("reclaimed", answers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the reclaimers were asked", e);
        }
    }

    private Map<String, Object> snapshot() {
        Instant now = Instant.now();
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("time", now);
        found.putAll(memory());
        found.put("reclaimers", governor.reclaimers());
        found.put("jvm", JvmFacts.now());
        SnapshotFolder folder = snapshots;
        if (folder != null) {
            String file = folder.write(now, found);
            found.put("file", file);
            LOG.info("a snapshot was taken by hand: {}", file);
        }
        return found;
    }

    private static void collect(MemoryBudget budget, List<Budget> to) {
        if (to.size() >= MOST_BUDGETS) {
            return;
        }
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
