package io.memsafe.pool;

import io.memsafe.internal.DirectMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Byte buffers, in the heap or beside it. */
final class ByteBufferKind implements BufferKind<ByteBuffer> {
    private final boolean direct;

    ByteBufferKind(boolean direct) {
        this.direct = direct;
    }

    @Override
    public ByteBuffer allocate(int bytes) {
        return direct ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
    }

    /** That of another kind of buffer is one that no pool has: it is not kept. */
    @Override
    public int capacity(ByteBuffer buffer) {
        return buffer.isDirect() == direct && !buffer.isReadOnly() ? buffer.capacity() : 0;
    }

    @Override
    public void reset(ByteBuffer buffer) {
        buffer.clear().order(ByteOrder.BIG_ENDIAN);
    }

    @Override
    public void fill(ByteBuffer buffer, byte value) {
        buffer.clear();
        if (!direct) {
            Arrays.fill(buffer.array(), buffer.arrayOffset(), buffer.arrayOffset() + buffer.capacity(), value);
            return;
        }
        long word = (value & 0xFFL) * 0x0101010101010101L;
        int at = 0;
        for (; at + Long.BYTES <= buffer.capacity(); at += Long.BYTES) {
            buffer.putLong(at, word);
        }
        for (; at < buffer.capacity(); at++) {
            buffer.put(at, value);
        }
    }

    @Override
    public boolean filled(ByteBuffer buffer, byte value) {
        for (int at = 0; at < buffer.capacity(); at++) {
            if (buffer.get(at) != value) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void free(ByteBuffer buffer) {
        if (direct) {
            DirectMemory.free(buffer);
        }
    }
}
