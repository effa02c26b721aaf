package io.memsafe.mapped;

import io.memsafe.internal.DirectMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/**
 * A file that is mapped in windows of one size, since a buffer has at most 2 GB.
 *
 * <p>Only single values are read from a window, and bytes copied out of it. Where the file has lost a page, HotSpot turns that
 * into an InternalError; in the machine code of a checksum it would end the JVM.
 *
 * <p>Thread-safety: safe to read by several; who unmaps must be alone.
 */
final class Windows {
    private final MappedByteBuffer[] all;
    private final int shift;

    private Windows(int count, int shift) {
        this.all = new MappedByteBuffer[count];
        this.shift = shift;
    }

    /** Maps a file of which so many bytes are there; windows have a power of two. */
    static Windows map(FileChannel file, MapMode mode, long bytes, long windowBytes) throws IOException {
        int shift = Long.numberOfTrailingZeros(windowBytes);
        Windows windows = new Windows(Math.toIntExact(((bytes - 1) >>> shift) + 1), shift);
        int mapped = 0;
        try {
            for (; mapped < windows.all.length; mapped++) {
                long start = (long) mapped << shift;
                windows.all[mapped] = file.map(mode, start, Math.min(windowBytes, bytes - start));
            }
        } finally {
            if (mapped < windows.all.length) {
                windows.unmap(mapped);
            }
        }
        return windows;
    }

    /** The window of a position in the file. */
    ByteBuffer of(long position) {
        return all[(int) (position >>> shift)];
    }

    /** Where a position is in its window. */
    int offset(long position) {
        return (int) (position & ((1L << shift) - 1));
    }

    /** Where the window after that of a position begins in the file. */
    long next(long position) {
        return ((position >>> shift) + 1) << shift;
    }

    /** Writes to the disk what was changed. */
    void force() {
        for (MappedByteBuffer window : all) {
            window.force();
        }
    }

    /** Gives the address space back at once. Nobody may read any more: that would crash the JVM. */
    void unmap() {
        unmap(all.length);
    }

    private void unmap(int count) {
        for (int i = 0; i < count; i++) {
            DirectMemory.free(all[i]);
        }
    }
}
