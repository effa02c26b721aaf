package io.memsafe.batch.spill;

import io.memsafe.batch.ItemReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.Function;

/**
 * Groups values by a key, with more groups than fit into memory: first all values are added, then the groups are read in
 * the order of their keys.
 *
 * <pre>{@code
 * try (SpillableGroup<String, Order, Long> totals = SpillableGroup.by(Order::customer, SpillFormat.strings())
 *         .accumulate(() -> 0L, (sum, order) -> sum + order.cents(), Long::sum, SpillFormat.longs())
 *         .open(governor)) {
 *     for (Order order : orders) {
 *         totals.add(order);
 *     }
 *     for (SpilledGroup<String, Long> total : totals) {
 *         out.println(total.key() + " " + total.value());
 *     }
 * }
 * }</pre>
 *
 * <p>A group holds what its values were accumulated to. It is held in memory as far as the budget grants, and the level
 * is below {@code CRITICAL}; then all groups are written to a file in a private folder, and begin anew. Reading merges
 * the parts of each group, earlier ones first. A single group has to fit into memory.
 *
 * <p><i>Errors.</i> As with {@link SpillableSort}: whatever is thrown, what had been added before is there once, and the
 * value of this call is not, as long as the functions that accumulate keep what {@link Grouping#accumulate} asks of them.
 *
 * <p>Thread-safety: one thread at a time, with a happens-before edge between the calls.
 *
 * @param <K> the keys
 * @param <V> what is added
 * @param <A> what the values of a group become
 */
public final class SpillableGroup<K, V, A> implements Iterable<SpilledGroup<K, A>>, AutoCloseable {
    private static final int ENTRY_BYTES = 96;

    private final Accumulation<SpilledGroup<K, A>> accumulation;
    private final GroupMemory<K, A> groups;
    private final LearnedWeight<SpilledGroup<K, A>> weight;
    private final Growth growth = new Growth();
    private final Function<? super V, ? extends K> keyOf;
    private final Accumulator<V, A> accumulator;

    SpillableGroup(
            Accumulation<SpilledGroup<K, A>> accumulation,
            GroupMemory<K, A> groups,
            LearnedWeight<SpilledGroup<K, A>> weight,
            Function<? super V, ? extends K> keyOf,
            Accumulator<V, A> accumulator) {
        this.accumulation = accumulation;
        this.groups = groups;
        this.weight = weight;
        this.keyOf = keyOf;
        this.accumulator = accumulator;
    }

    /**
     * Groups by a key with a natural order.
     *
     * @param key the key of a value
     * @param keys how keys are written to files
     * @param <K> the keys
     * @param <V> the values
     * @return to be told what the values of a group become
     */
    public static <K extends Comparable<? super K>, V> Grouping<K, V> by(
            Function<? super V, ? extends K> key, SpillFormat<K> keys) {
        return by(key, Comparator.naturalOrder(), keys);
    }

    /**
     * Groups by a key.
     *
     * @param key the key of a value
     * @param order of the keys; those that are equal by it are one group
     * @param keys how keys are written to files
     * @param <K> the keys
     * @param <V> the values
     * @return to be told what the values of a group become
     */
    public static <K, V> Grouping<K, V> by(
            Function<? super V, ? extends K> key, Comparator<? super K> order, SpillFormat<K> keys) {
        return new Grouping<>(key, order, keys);
    }

    /**
     * Adds a value to its group.
     *
     * @param value its key must not be {@code null}
     * @throws SpillFullException if room is needed in the folder, which is full
     * @throws IOException if the folder cannot be written, or a format cannot write a group
     * @throws OutOfMemoryError if there is no memory even after everything was spilled
     * @throws IllegalStateException if this is closed, or has been read
     */
    public void add(V value) throws IOException {
        accumulation.add(() -> {
            K key = Objects.requireNonNull(keyOf.apply(value), "key");
            GroupMemory.Cell<A> cell = groups.find(key);
            if (cell == null || !join(key, cell, value)) {
                begin(key, value);
            }
        });
    }

    /** Adds to a group that is in memory; {@code false} if it no longer is, since there was no room for more. */
    private boolean join(K key, GroupMemory.Cell<A> cell, V value) throws IOException {
        long allocated = weight.allocatedSinceLast();
        if (growth.isDue(cell)) {
            long bytes = ENTRY_BYTES + weight.measure(new SpilledGroup<>(key, cell.value));
            weight.allocatedSinceLast(); // measuring is no work of the caller's
            accumulation.held().add(growth.measured(cell, bytes));
        }
        long expected = growth.expected(allocated);
        accumulation.makeRoom(expected);
        if (groups.isEmpty()) {
            return false;
        }
        cell.value = Objects.requireNonNull(accumulator.add().apply(cell.value, value), "accumulated value");
        cell.allocatedBytes += allocated;
        cell.expectedBytes += expected;
        cell.heldBytes += expected;
        accumulation.held().add(expected);
        return true;
    }

    private void begin(K key, V value) throws IOException {
        A first = Objects.requireNonNull(accumulator.start().apply(value), "accumulated value");
        long bytes = ENTRY_BYTES + weight.of(new SpilledGroup<>(key, first));
        accumulation.makeRoom(bytes);
        groups.put(key, new GroupMemory.Cell<>(first, bytes));
        accumulation.held().add(bytes);
    }

    /**
     * Begins a pass with the first call of the reader. There can be as many passes as wanted, one at a time: a new one
     * ends the one before.
     *
     * @return all groups in the order of their keys, for a batch; it can retry, but not skip
     */
    public ItemReader<SpilledGroup<K, A>> reader() {
        return new SpilledItems<>(accumulation);
    }

    /**
     * Begins a pass with the first call of the iterator; as {@link #reader()}.
     *
     * @return all groups in the order of their keys; it throws {@link UncheckedIOException} where the reader throws
     *     {@link IOException}
     */
    @Override
    public Iterator<SpilledGroup<K, A>> iterator() {
        return new SpilledItems<>(accumulation);
    }

    /**
     * How it stands.
     *
     * @return as of now
     */
    public SpillStatus status() {
        return accumulation.status();
    }

    /**
     * Drops all groups, and removes the folder.
     *
     * @throws IOException if that fails; the permit is given back all the same
     */
    @Override
    public void close() throws IOException {
        accumulation.close();
    }
}
