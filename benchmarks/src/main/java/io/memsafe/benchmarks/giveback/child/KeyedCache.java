package io.memsafe.benchmarks.giveback.child;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * A cache of values that are computed on a miss, four times as many as fit.
 *
 * <p>Thread-safety: may be used by any thread; a source of chance belongs to one.
 */
final class KeyedCache {
    private static final int KEYS_PER_ENTRY = 4;
    private static final int OVERHEAD_BYTES = 112; // of the entry, its key and the header of its value
    private static final int LOOKED_AT_BYTES = 1_024;

    private final int valueBytes;
    private final int rounds;
    private final Zipf keys;
    private final Cache<Integer, byte[]> cache;
    private final LongAdder wrong = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /**
     * A cache.
     *
     * @param mostBytes what it may hold
     * @param fullBytes what it would hold if it were not kept small: there are four times as many keys
     * @param valueBytes of each value
     * @param rounds of computing for each byte
     */
    KeyedCache(long mostBytes, long fullBytes, int valueBytes, int rounds) {
        this.valueBytes = valueBytes;
        this.rounds = rounds;
        this.keys = new Zipf((int) (KEYS_PER_ENTRY * fullBytes / weight(valueBytes)));
        this.cache = Caffeine.newBuilder()
                .maximumWeight(mostBytes)
                .weigher((Integer key, byte[] value) -> weight(value.length))
                .executor(Runnable::run)
                .recordStats()
                .build();
    }

    private static int weight(int valueBytes) {
        return valueBytes + OVERHEAD_BYTES;
    }

    Cache<Integer, byte[]> cache() {
        return cache;
    }

    /** Asks for something, and looks at it. */
    int use(SplittableRandom random) {
        Integer key = keys.next(random);
        byte[] value = cache.get(key, this::load);
        if (!isOf(key, value)) {
            wrong.increment();
        }
        return Computing.sum(value, Math.min(value.length, LOOKED_AT_BYTES));
    }

    private byte[] load(Integer key) {
        misses.increment();
        byte[] value = new byte[valueBytes];
        Computing.fill(value, key, rounds);
        ByteBuffer.wrap(value).putInt(0, key);
        return value;
    }

    private static boolean isOf(Integer key, byte[] value) {
        return ByteBuffer.wrap(value).getInt(0) == key;
    }

    /** How often it had to compute. */
    long misses() {
        return misses.sum();
    }

    /** Bytes that it says it holds. */
    long weightedSize() {
        return cache.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }

    /** Values that were of another key, and one more if what it holds weighs another sum than it says. */
    long faults() {
        cache.cleanUp();
        long weight = cache.asMap().values().stream()
                .mapToLong(value -> weight(value.length))
                .sum();
        return wrong.sum() + (weight == weightedSize() ? 0 : 1);
    }
}
