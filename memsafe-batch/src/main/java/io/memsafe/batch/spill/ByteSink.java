package io.memsafe.batch.spill;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Bytes in memory, to which items are written in frames of a length and as many bytes. Thread-safety: none.
 */
final class ByteSink extends OutputStream {
    private static final int LONGEST = Integer.MAX_VALUE - 16;

    private final byte[] base;
    private final DataOutputStream data = new DataOutputStream(this);
    private byte[] bytes;
    private int size;

    /** Keeps as many bytes for good; more while it has to. */
    ByteSink(int baseBytes) {
        base = new byte[baseBytes];
        bytes = base;
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    void reset() {
        size = 0;
        bytes = base;
    }

    /** Writes an item as a frame, or, if that fails, nothing. */
    <T> void frame(SpillFormat<T> format, T item) throws IOException {
        int start = size;
        try {
            ensure(Integer.BYTES);
            size += Integer.BYTES;
            format.write(item, data);
            Numbers.INT.set(bytes, start, size - start - Integer.BYTES);
        } catch (Throwable t) {
            size = start;
            throw t;
        }
    }

    private void ensure(int more) throws IOException {
        if (more > bytes.length - size) {
            long needed = (long) size + more;
            if (needed > LONGEST) {
                throw new IOException("an item takes more than " + LONGEST + " bytes when it is written");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(LONGEST, Math.max(needed, 2L * bytes.length)));
        }
    }

    @Override
    public void write(int value) throws IOException {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        ensure(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }
}
