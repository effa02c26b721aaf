package io.memsafe.batch.spill;

import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * How the values of a group become one.
 *
 * @param start of the first value
 * @param add one more value
 * @param merge of an earlier and a later part
 */
record Accumulator<V, A>(
        Function<? super V, ? extends A> start,
        BiFunction<? super A, ? super V, ? extends A> add,
        BinaryOperator<A> merge) {

    <K> BinaryOperator<SpilledGroup<K, A>> merging() {
        return (earlier, later) -> new SpilledGroup<>(earlier.key(), merge.apply(earlier.value(), later.value()));
    }
}
