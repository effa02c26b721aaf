package io.memsafe.examples.catalog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A sum over entries that does not depend on their order: how many, and the sum and the exclusive or of a 64-bit hash
 * of each. Two entries that were swapped, lost, doubled or changed give another one.
 *
 * <p>Thread-safety: none.
 */
final class Checksum {

    private final MessageDigest digest = Digests.sha256();
    private long count;
    private long bytes;
    private long sum;
    private long xor;

    /** Adds an entry. */
    void add(String container, String name, long size, String sha256) {
        long hash = hash(container + "|" + name + "|" + size + "|" + sha256);
        count++;
        bytes += size;
        sum += hash;
        xor ^= hash;
    }

    /** The hash of a text: the first eight bytes of its SHA-256. */
    long hash(String text) {
        return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    long count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    /** Whether both are over the same entries. */
    boolean matches(Checksum other) {
        return count == other.count && bytes == other.bytes && sum == other.sum && xor == other.xor;
    }

    @Override
    public String toString() {
        return "%,d entries, %,d bytes, sum %016x, xor %016x".formatted(count, bytes, sum, xor);
    }
}
