package io.memsafe.batch.spill;

import java.util.Comparator;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a {@link SpillableGroup} groups by; it has to be told what the values of a group become.
 *
 * <p>Thread-safety: immutable.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class Grouping<K, V> {
    private final Function<? super V, ? extends K> key;
    private final Comparator<? super K> order;
    private final SpillFormat<K> keys;

    Grouping(Function<? super V, ? extends K> key, Comparator<? super K> order, SpillFormat<K> keys) {
        this.key = Objects.requireNonNull(key, "key");
        this.order = Objects.requireNonNull(order, "order");
        this.keys = Objects.requireNonNull(keys, "keys");
    }

    /**
     * Counts the values of each group.
     *
     * @return settings, with the defaults
     */
    public GroupBuilder<K, V, Long> count() {
        return builder(new Accumulator<>(value -> 1L, (count, value) -> count + 1, Long::sum), SpillFormat.longs());
    }

    /**
     * Keeps the first value of each key.
     *
     * @param values how values are written to files
     * @return settings, with the defaults
     */
    public GroupBuilder<K, V, V> distinct(SpillFormat<V> values) {
        return builder(new Accumulator<>(value -> value, (first, value) -> first, (earlier, later) -> earlier), values);
    }

    /**
     * Accumulates the values of each group. The functions may change and return their first argument, if they do so in
     * whole or, when they throw, not at all, and leave the second as it is.
     *
     * @param start a group without values
     * @param add a group with one more value
     * @param merge a group of two parts, the earlier one first
     * @param format how what is accumulated is written to files
     * @param <A> what the values become
     * @return settings, with the defaults
     */
    public <A> GroupBuilder<K, V, A> accumulate(
            Supplier<? extends A> start,
            BiFunction<? super A, ? super V, ? extends A> add,
            BinaryOperator<A> merge,
            SpillFormat<A> format) {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(add, "add");
        Objects.requireNonNull(merge, "merge");
        return builder(new Accumulator<>(value -> add.apply(start.get(), value), add, merge), format);
    }

    private <A> GroupBuilder<K, V, A> builder(Accumulator<V, A> accumulator, SpillFormat<A> format) {
        return new GroupBuilder<>(key, order, accumulator, Codec.of(keys, Objects.requireNonNull(format, "format")));
    }
}
