package io.memsafe.batch.spill;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Eight bytes. Thread-safe. */
final class LongFormat implements SpillFormat<Long> {
    static final LongFormat INSTANCE = new LongFormat();

    private static final int OBJECT_BYTES = 24;

    private LongFormat() {}

    @Override
    public void write(Long item, DataOutputStream out) throws IOException {
        out.writeLong(item);
    }

    @Override
    public long heldBytes(Long item) {
        return OBJECT_BYTES;
    }

    @Override
    public Long read(DataInputStream in) throws IOException {
        return in.readLong();
    }
}
