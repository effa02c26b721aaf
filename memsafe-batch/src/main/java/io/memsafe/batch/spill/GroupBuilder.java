package io.memsafe.batch.spill;

import io.memsafe.MemoryGovernor;
import io.memsafe.admission.MemoryBudget;
import java.io.IOException;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link SpillableGroup}.
 *
 * <p>Thread-safety: none; used by one thread.
 *
 * @param <K> the keys
 * @param <V> the values
 * @param <A> what the values of a group become
 */
public final class GroupBuilder<K, V, A> {
    private final Function<? super V, ? extends K> key;
    private final Comparator<? super K> order;
    private final Accumulator<V, A> accumulator;
    private final Codec<SpilledGroup<K, A>> codec;
    private SpillFolder folder = SpillFolder.temporary();
    private @Nullable MemoryBudget budget;

    GroupBuilder(
            Function<? super V, ? extends K> key,
            Comparator<? super K> order,
            Accumulator<V, A> accumulator,
            Codec<SpilledGroup<K, A>> codec) {
        this.key = key;
        this.order = order;
        this.accumulator = accumulator;
        this.codec = codec;
    }

    /**
     * Where to spill; {@link SpillFolder#temporary()} by default.
     *
     * @param where the folder and its bound
     * @return this builder
     */
    public GroupBuilder<K, V, A> folder(SpillFolder where) {
        this.folder = Objects.requireNonNull(where, "where");
        return this;
    }

    /**
     * What may be held in memory: a child of the governor's budget, for example. Half of the governor's by default.
     *
     * @param from a permit is taken from it; if it refuses, a megabyte is held all the same
     * @return this builder
     */
    public GroupBuilder<K, V, A> budget(MemoryBudget from) {
        this.budget = Objects.requireNonNull(from, "from");
        return this;
    }

    /**
     * Makes the folder, and removes what dead processes left beside it.
     *
     * @param governor tells the level
     * @return no groups yet, to be closed
     * @throws SpillFullException if there is no room even for an empty file
     * @throws IOException if there can be no folder, with the reason
     */
    public SpillableGroup<K, V, A> open(MemoryGovernor governor) throws IOException {
        HeldBytes held = budget == null
                ? new HeldBytes(governor.budget(), HeldBytes.SHARED_RATIO, governor::level)
                : new HeldBytes(budget, 1, governor::level);
        return open(held, RunFolder.create(folder));
    }

    SpillableGroup<K, V, A> open(HeldBytes held, RunFolder runs) throws IOException {
        try {
            GroupMemory<K, A> groups = new GroupMemory<>(order);
            RunStore<SpilledGroup<K, A>> store = new RunStore<>(
                    runs,
                    codec,
                    (left, right) -> order.compare(left.key(), right.key()),
                    accumulator.merging(),
                    folder.compressed());
            return new SpillableGroup<>(
                    new Accumulation<>("the grouping", groups, store, held),
                    groups,
                    new LearnedWeight<>(codec),
                    key,
                    accumulator);
        } catch (Throwable t) {
            runs.close();
            throw t;
        }
    }
}
