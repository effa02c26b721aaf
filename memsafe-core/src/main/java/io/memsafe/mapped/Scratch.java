package io.memsafe.mapped;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Room in the heap for a copy of a key or a value, and the view of it that a callback gets. Who keeps the view beyond the callback finds
 * it empty, or, since it is used again, with what is read next: never memory that is no longer mapped.
 *
 * <p>Thread-safety: none; belongs to a place.
 */
final class Scratch {
    private static final int LEAST = 256;
    /** What is larger is not kept. */
    private static final int MOST = 64 << 10;

    private byte[] array = {};
    private ByteBuffer view = view(array);

    private static ByteBuffer view(byte[] array) {
        return ByteBuffer.wrap(array).asReadOnlyBuffer().limit(0);
    }

    /** Room for so many bytes, which the view shows from now on. */
    byte[] room(int length) {
        if (length > array.length) {
            array = new byte[Math.max(Math.max(length, LEAST), Math.min(MOST, 2 * array.length))];
            view = view(array);
        }
        view.clear().limit(length).order(ByteOrder.BIG_ENDIAN);
        return array;
    }

    ByteBuffer view() {
        return view;
    }

    /** Shows nothing any more. */
    void clear() {
        view.limit(0);
        if (array.length > MOST) {
            array = new byte[0];
            view = view(array);
        }
    }
}
