package io.memsafe.pool;

import java.util.Arrays;

/** Arrays of bytes. */
final class ArrayKind implements BufferKind<byte[]> {

    @Override
    public byte[] allocate(int bytes) {
        return new byte[bytes];
    }

    @Override
    public int capacity(byte[] buffer) {
        return buffer.length;
    }

    @Override
    public void reset(byte[] buffer) {
        // an array has no state beside its content
    }

    @Override
    public void fill(byte[] buffer, byte value) {
        Arrays.fill(buffer, value);
    }

    @Override
    public boolean filled(byte[] buffer, byte value) {
        for (byte each : buffer) {
            if (each != value) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void free(byte[] buffer) {
        // the collector does
    }
}
