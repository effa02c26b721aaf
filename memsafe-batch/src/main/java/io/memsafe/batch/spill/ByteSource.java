package io.memsafe.batch.spill;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads items from frames that {@link ByteSink} wrote. Thread-safety: none. */
final class ByteSource extends InputStream {
    private final DataInputStream data = new DataInputStream(this);
    private byte[] bytes = new byte[0];
    private int at;
    private int end;

    /** Goes to a place in these bytes. */
    void open(byte[] from, int start, int length) {
        bytes = from;
        at = start;
        end = start + length;
    }

    int position() {
        return at;
    }

    /** Goes back to where {@link #position()} was. */
    void position(int index) {
        at = index;
    }

    /**
     * Reads the item of the next frame.
     *
     * @throws IOException if the frame is damaged, or the format does not read exactly it
     */
    <T> T unframe(SpillFormat<T> format) throws IOException {
        int outerEnd = end;
        int length = outerEnd - at < Integer.BYTES ? -1 : Numbers.intAt(bytes, at);
        if (length < 0 || length > outerEnd - at - Integer.BYTES) {
            throw new IOException("an item of " + length + " bytes at " + at + " of " + outerEnd);
        }
        at += Integer.BYTES;
        end = at + length;
        try {
            T item = format.read(data);
            if (at != end) {
                throw new IOException(format.getClass().getName() + " wrote an item of " + length + " bytes, but left "
                        + (end - at) + " of them unread");
            }
            if (item == null) {
                throw new IOException(format.getClass().getName() + " read null");
            }
            return item;
        } finally {
            end = outerEnd;
        }
    }

    @Override
    public int read() {
        return at < end ? bytes[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int count = Math.min(length, end - at);
        if (count <= 0) {
            return -1;
        }
        System.arraycopy(bytes, at, to, offset, count);
        at += count;
        return count;
    }

    @Override
    public int available() {
        return end - at;
    }
}
