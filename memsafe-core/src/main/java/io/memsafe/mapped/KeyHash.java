package io.memsafe.mapped;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A hash of 64 bits, eight bytes of the key at a time, mixed as in {@link java.util.SplittableRandom} (Stafford's variant 13 of
 * the end of MurmurHash3). It is part of the format of the file. It has no secret: who may choose the keys can choose some
 * that collide, which are slow to find.
 *
 * <p>Thread-safety: stateless.
 */
final class KeyHash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long SEED = 0x9E3779B97F4A7C15L;

    private KeyHash() {}

    static long of(byte[] key) {
        long hash = SEED + key.length;
        int at = 0;
        for (; at <= key.length - Long.BYTES; at += Long.BYTES) {
            hash = mix(hash ^ (long) LONGS.get(key, at));
        }
        long rest = 0;
        for (; at < key.length; at++) {
            rest = rest << Byte.SIZE | (key[at] & 0xFF);
        }
        return mix(hash ^ rest);
    }

    /** The same of a key in a big-endian buffer. */
    static long of(ByteBuffer buffer, int start, int length) {
        long hash = SEED + length;
        int at = start;
        int end = start + length;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            hash = mix(hash ^ buffer.getLong(at));
        }
        long rest = 0;
        for (; at < end; at++) {
            rest = rest << Byte.SIZE | (buffer.get(at) & 0xFF);
        }
        return mix(hash ^ rest);
    }

    /** Whether a big-endian buffer has the key there. */
    static boolean equal(byte[] key, ByteBuffer buffer, int start) {
        int at = 0;
        for (; at <= key.length - Long.BYTES; at += Long.BYTES) {
            if ((long) LONGS.get(key, at) != buffer.getLong(start + at)) {
                return false;
            }
        }
        for (; at < key.length; at++) {
            if (key[at] != buffer.get(start + at)) {
                return false;
            }
        }
        return true;
    }

    static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
