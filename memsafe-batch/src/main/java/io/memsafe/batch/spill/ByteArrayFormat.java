package io.memsafe.batch.spill;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** The bytes as they are. Thread-safe. */
final class ByteArrayFormat implements SpillFormat<byte[]> {
    static final ByteArrayFormat INSTANCE = new ByteArrayFormat();

    private static final int HEADER_BYTES = 16;

    private ByteArrayFormat() {}

    @Override
    public void write(byte[] item, DataOutputStream out) throws IOException {
        out.write(item);
    }

    @Override
    public long heldBytes(byte[] item) {
        return arrayBytes(item.length);
    }

    /** What an array takes whose elements are as many bytes. */
    static long arrayBytes(long length) {
        return HEADER_BYTES + (length + 7) / 8 * 8;
    }

    @Override
    public byte[] read(DataInputStream in) throws IOException {
        byte[] item = new byte[in.available()];
        in.readFully(item);
        return item;
    }
}
