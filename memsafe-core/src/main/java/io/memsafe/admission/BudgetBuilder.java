package io.memsafe.admission;

import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Settings for a {@link MemoryBudget} that stands by itself.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class BudgetBuilder {
    /** So much that no sum of requests under way can overflow. */
    private static final long MOST_BYTES = 1L << 50;

    private String name = "memory";
    private BudgetPriority priority = BudgetPriority.DEFAULT;
    private LimitSource limits = new LimitSource.Fixed(0);
    private Supplier<PressureLevel> level = () -> PressureLevel.NORMAL;
    private LongSupplier clock = System::nanoTime;
    private Runnable collections = () -> {};
    private boolean tracing = Boolean.getBoolean("memsafe.trace-permits");

    BudgetBuilder() {}

    /**
     * What it is called in refusals, events and metrics.
     *
     * @param newName {@code memory} by default
     * @return this builder
     */
    public BudgetBuilder name(String newName) {
        this.name = Objects.requireNonNull(newName, "newName");
        return this;
    }

    /**
     * A limit that stays as it is.
     *
     * @param limitBytes 0 or more; 0 by default; more than 2<sup>50</sup> is as much as that
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public BudgetBuilder fixed(long limitBytes) {
        if (limitBytes < 0) {
            throw new IllegalArgumentException("the limit must be 0 bytes or more, but is " + limitBytes);
        }
        this.limits = new LimitSource.Fixed(Math.min(MOST_BYTES, limitBytes));
        return this;
    }

    /**
     * A limit that follows the heap: a share of what can be filled, less what lives there beside the permits.
     *
     * @param assessments tells the newest one, at every refresh
     * @param shareRatio above 0.0, at most 1.0
     * @return this builder
     * @throws IllegalArgumentException if the share is out of these bounds
     */
    public BudgetBuilder headroom(Supplier<MemoryAssessment> assessments, double shareRatio) {
        this.limits = new HeadroomLimit(assessments, shareRatio);
        return this;
    }

    /**
     * The level at which priorities are refused.
     *
     * @param levels tells the level, at every refresh; always {@code NORMAL} by default
     * @return this builder
     */
    public BudgetBuilder level(Supplier<PressureLevel> levels) {
        this.level = Objects.requireNonNull(levels, "levels");
        return this;
    }

    /**
     * The priority of the budget itself; that of a child is the child's.
     *
     * @param newPriority {@link BudgetPriority#DEFAULT} by default
     * @return this builder
     */
    public BudgetBuilder priority(BudgetPriority newPriority) {
        this.priority = Objects.requireNonNull(newPriority, "newPriority");
        return this;
    }

    /**
     * The clock that timeouts are counted on. When it is not the system's, a refresh wakes those whose time is up.
     *
     * @param nanos never goes back; {@link System#nanoTime()} by default
     * @return this builder
     */
    public BudgetBuilder clock(LongSupplier nanos) {
        this.clock = Objects.requireNonNull(nanos, "nanos");
        return this;
    }

    /**
     * What asks for a collection, when the limit may be low only because none has come. At least a second apart, and
     * ever rarer while it changes nothing.
     *
     * @param request called by the thread that refreshes; must return at once; nothing by default
     * @return this builder
     */
    public BudgetBuilder collections(Runnable request) {
        this.collections = Objects.requireNonNull(request, "request");
        return this;
    }

    /**
     * Whether every permit remembers where it was acquired, to name the place when it is dropped without being closed.
     * It costs a stack trace for each.
     *
     * @param trace {@code false} by default, unless the system property {@code memsafe.trace-permits} is {@code true}
     * @return this builder
     */
    public BudgetBuilder tracing(boolean trace) {
        this.tracing = trace;
        return this;
    }

    /**
     * Makes the budget.
     *
     * @return a budget with nothing given out
     */
    public MemoryBudget build() {
        MemoryBudget budget = tree().plant(new BudgetSettings(name, priority, 0, 1));
        if (limits instanceof HeadroomLimit) {
            BudgetTree.rehearse();
        }
        return budget;
    }

    private BudgetTree tree() {
        return new BudgetTree(limits, level, clock, tracing, collections);
    }
}
