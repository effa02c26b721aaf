package io.memsafe.mapped;

import java.nio.ByteBuffer;

/**
 * Finds entries by the hash of their key: open addressing by buckets of 64 bytes, which is one line of a processor's cache. A
 * bucket has seven slots and a checksum; one that is full goes on in the next one. There are so many that they are 60 % full.
 *
 * <p>A slot has the lowest 16 bits of the hash, then 48 bits of position; 0 is empty. The highest bits of the hash choose the bucket,
 * so that all but one in 65,536 of the entries with another key are passed over without a look at them.
 *
 * <p>A look-up reads one bucket, seldom two, and checks each before it believes it: also that a key is absent.
 *
 * <p>Thread-safety: safe to look up by several once it is sealed; building it belongs to one thread.
 */
final class HashIndex {
    static final int BUCKET_BYTES = 64;
    static final long ABSENT = 0;

    private static final int SLOTS_BYTES = 56;
    private static final int ENTRIES_NUMERATOR = 21; // 7 slots, 60 % full: 21 entries in 5 buckets
    private static final int ENTRIES_DENOMINATOR = 5;
    private static final int POSITION_BITS = 48;
    private static final long POSITION = (1L << POSITION_BITS) - 1;
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private final Windows windows;
    private final Entries entries;
    private final long start;
    private final long buckets;

    HashIndex(Windows windows, Entries entries, long start, long buckets) {
        this.windows = windows;
        this.entries = entries;
        this.start = start;
        this.buckets = buckets;
    }

    /** How many it has for so many entries. */
    static long buckets(long entries) {
        return entries * ENTRIES_DENOMINATOR / ENTRIES_NUMERATOR + 1;
    }

    /** The first bucket of a hash: its share of all hashes, of all buckets. */
    private long bucket(long hash) {
        return Math.multiplyHigh(hash >>> 1, buckets << 1);
    }

    private long after(long bucket) {
        return bucket + 1 == buckets ? 0 : bucket + 1;
    }

    /** The position of the entry with a key, or {@link #ABSENT}. */
    long find(byte[] key) {
        long hash = KeyHash.of(key);
        long bucket = bucket(hash);
        for (long seen = 0; seen < buckets; seen++) {
            long position = start + bucket * BUCKET_BYTES;
            ByteBuffer window = windows.of(position);
            int at = windows.offset(position);
            check(window, at, bucket);
            for (int end = at + SLOTS_BYTES; at < end; at += Long.BYTES) {
                long slot = window.getLong(at);
                if (slot == 0) {
                    return ABSENT;
                }
                if (slot >>> POSITION_BITS == (hash & 0xFFFF) && entries.hasKey(slot & POSITION, key, hash)) {
                    return slot & POSITION;
                }
            }
            bucket = after(bucket);
        }
        return ABSENT;
    }

    private static void check(ByteBuffer window, int at, long bucket) {
        if (window.getLong(at + SLOTS_BYTES) != checksum(window, at, bucket)) {
            throw new DamageException("bucket " + bucket + " of the index differs from its checksum");
        }
    }

    /** Each step can be undone, so one slot that is not right is always seen; a page of zeros is none either. */
    private static long checksum(ByteBuffer window, int at, long bucket) {
        long sum = bucket * FACTOR + 1;
        for (int end = at + SLOTS_BYTES, i = at; i < end; i += Long.BYTES) {
            sum = (sum ^ window.getLong(i)) * FACTOR;
            sum ^= sum >>> Integer.SIZE;
        }
        return sum;
    }

    /** Puts an entry in, while the index is built; returns the position of another one with the same key, or {@link #ABSENT}. */
    long insert(long hash, long entry) {
        long bucket = bucket(hash);
        while (true) {
            long position = start + bucket * BUCKET_BYTES;
            ByteBuffer window = windows.of(position);
            int at = windows.offset(position);
            for (int end = at + SLOTS_BYTES; at < end; at += Long.BYTES) {
                long slot = window.getLong(at);
                if (slot == 0) {
                    window.putLong(at, hash << POSITION_BITS | entry);
                    return ABSENT;
                }
                if (slot >>> POSITION_BITS == (hash & 0xFFFF) && entries.sameKey(entry, slot & POSITION)) {
                    return slot & POSITION;
                }
            }
            bucket = after(bucket);
        }
    }

    /** Ends the building: from now on each bucket has its checksum. */
    void seal() {
        for (long bucket = 0; bucket < buckets; bucket++) {
            long position = start + bucket * BUCKET_BYTES;
            ByteBuffer window = windows.of(position);
            int at = windows.offset(position);
            window.putLong(at + SLOTS_BYTES, checksum(window, at, bucket));
        }
    }

    /** Checks a bucket, and tells how many entries it has. */
    int checkedCount(long bucket) {
        long position = start + bucket * BUCKET_BYTES;
        ByteBuffer window = windows.of(position);
        int at = windows.offset(position);
        check(window, at, bucket);
        int count = 0;
        for (int end = at + SLOTS_BYTES; at < end; at += Long.BYTES) {
            count += window.getLong(at) == 0 ? 0 : 1;
        }
        return count;
    }
}
