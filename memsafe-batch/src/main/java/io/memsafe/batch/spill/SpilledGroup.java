package io.memsafe.batch.spill;

/**
 * A key, and what became of all that was added under it.
 *
 * @param key the key
 * @param value the accumulated value
 * @param <K> the keys
 * @param <A> the accumulated values
 */
public record SpilledGroup<K, A>(K key, A value) {}
