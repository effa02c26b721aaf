package io.memsafe.admission;

import java.util.Objects;

/**
 * Settings for a part of a {@link MemoryBudget}.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class ChildBuilder {
    private final MemoryBudget parent;
    private final String name;
    private BudgetPriority priority = BudgetPriority.DEFAULT;
    private double guaranteedRatio;
    private double maximumRatio = 1;

    ChildBuilder(MemoryBudget parent, String name) {
        this.parent = parent;
        this.name = Objects.requireNonNull(name, "name");
    }

    /**
     * The share of the parent's limit that is kept free for this child, used or not. Permits cannot be called back, so
     * what is guaranteed cannot be lent; it is lent while the level shuts this child.
     *
     * @param ratio 0.0 to 1.0, of all siblings together at most 1.0; 0.0 by default
     * @return this builder
     */
    public ChildBuilder guaranteed(double ratio) {
        this.guaranteedRatio = ratio;
        return this;
    }

    /**
     * The share of the parent's limit that this child never passes, whatever the others leave.
     *
     * @param ratio not below the guaranteed one, at most 1.0, which is the default
     * @return this builder
     */
    public ChildBuilder maximum(double ratio) {
        this.maximumRatio = ratio;
        return this;
    }

    /**
     * At which level this child is shut.
     *
     * @param newPriority {@link BudgetPriority#DEFAULT} by default, whatever the parent's
     * @return this builder
     */
    public ChildBuilder priority(BudgetPriority newPriority) {
        this.priority = Objects.requireNonNull(newPriority, "newPriority");
        return this;
    }

    /**
     * Makes the child; it lasts as long as its parent.
     *
     * @return the child
     * @throws IllegalArgumentException if the shares are out of order, all guaranteed ones are more than 1.0, or a
     *     sibling has this name
     */
    public MemoryBudget create() {
        return parent.add(new BudgetSettings(name, priority, guaranteedRatio, maximumRatio));
    }
}
