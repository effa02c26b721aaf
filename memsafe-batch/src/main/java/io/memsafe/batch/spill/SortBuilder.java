package io.memsafe.batch.spill;

import io.memsafe.MemoryGovernor;
import io.memsafe.admission.MemoryBudget;
import java.io.IOException;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link SpillableSort}.
 *
 * <p>Thread-safety: none; used by one thread.
 *
 * @param <T> the items
 */
public final class SortBuilder<T> {
    private final Comparator<? super T> order;
    private final SpillFormat<T> format;
    private boolean distinct;
    private SpillFolder folder = SpillFolder.temporary();
    private @Nullable MemoryBudget budget;

    SortBuilder(Comparator<? super T> order, SpillFormat<T> format) {
        this.order = Objects.requireNonNull(order, "order");
        this.format = Objects.requireNonNull(format, "format");
    }

    /**
     * Keeps one of those items that are equal by the order: the one that was added first.
     *
     * @return this builder
     */
    public SortBuilder<T> distinct() {
        this.distinct = true;
        return this;
    }

    /**
     * Where to spill; {@link SpillFolder#temporary()} by default.
     *
     * @param where the folder and its bound
     * @return this builder
     */
    public SortBuilder<T> folder(SpillFolder where) {
        this.folder = Objects.requireNonNull(where, "where");
        return this;
    }

    /**
     * What may be held in memory: a child of the governor's budget, for example. Half of the governor's by default.
     *
     * @param from a permit is taken from it; if it refuses, a megabyte is held all the same
     * @return this builder
     */
    public SortBuilder<T> budget(MemoryBudget from) {
        this.budget = Objects.requireNonNull(from, "from");
        return this;
    }

    /**
     * Makes the folder, and removes what dead processes left beside it.
     *
     * @param governor tells the level
     * @return a sort without items, to be closed
     * @throws SpillFullException if there is no room even for an empty file
     * @throws IOException if there can be no folder, with the reason
     */
    public SpillableSort<T> open(MemoryGovernor governor) throws IOException {
        HeldBytes held = budget == null
                ? new HeldBytes(governor.budget(), HeldBytes.SHARED_RATIO, governor::level)
                : new HeldBytes(budget, 1, governor::level);
        return open(held, RunFolder.create(folder));
    }

    SpillableSort<T> open(HeldBytes held, RunFolder runs) throws IOException {
        try {
            Codec<T> codec = Codec.of(format);
            SortMemory<T> memory = new SortMemory<>(order, distinct);
            RunStore<T> store =
                    new RunStore<>(runs, codec, order, distinct ? (first, second) -> first : null, folder.compressed());
            return new SpillableSort<>(
                    new Accumulation<>("the sort", memory, store, held), memory, new LearnedWeight<>(codec));
        } catch (Throwable t) {
            runs.close();
            throw t;
        }
    }
}
