package io.memsafe.benchmarks.batch.child;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bytes that follow from a seed: made, turned into a result, and summed up, a word at a time and without garbage. */
final class Content {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long STEP = 0x9E3779B97F4A7C15L;
    private static final long KEY = 0x2545F4914F6CDD1DL;

    private Content() {}

    /** The finalizer of splitmix64 (Steele, Lea and Flood, 2014): each bit of the answer depends on all bits. */
    static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    static void make(byte[] content, long seed) {
        long word = mixed(seed);
        int at = 0;
        for (; at + Long.BYTES <= content.length; at += Long.BYTES) {
            word += STEP;
            WORDS.set(content, at, word ^ (word >>> 32));
        }
        for (; at < content.length; at++) {
            content[at] = (byte) (word >>> (at & 7));
        }
    }

    /** The work that is done on an item. */
    static void turn(byte[] from, byte[] to) {
        int at = 0;
        for (; at + Long.BYTES <= from.length; at += Long.BYTES) {
            WORDS.set(to, at, Long.rotateLeft((long) WORDS.get(from, at), 7) ^ KEY);
        }
        for (; at < from.length; at++) {
            to[at] = (byte) ~from[at];
        }
    }

    static long sum(byte[] content) {
        long sum = content.length;
        int at = 0;
        for (; at + Long.BYTES <= content.length; at += Long.BYTES) {
            sum = Long.rotateLeft(sum, 5) + (long) WORDS.get(content, at);
        }
        for (; at < content.length; at++) {
            sum = Long.rotateLeft(sum, 5) + content[at];
        }
        return sum;
    }

    /** The mark of a result: what makes it differ from the same content under another id. */
    static long mark(long id, long sum) {
        return mixed(sum + id * STEP);
    }
}
