package io.memsafe.batch;

import java.util.ArrayList;

/**
 * A little heap set aside, given up at the first OutOfMemoryError so that what handles it has room.
 *
 * <p>In blocks of 64 KB, so that no collector has to find a large contiguous piece. Thread-safety: all methods may be
 * called by all workers.
 */
final class Reserve {
    private static final int BLOCK_BYTES = 64 << 10;
    private static final int SHARE = 128;
    private static final int FEWEST = 4;
    private static final int MOST = 64;

    private final int most;
    private final ArrayList<byte[]> blocks;

    Reserve(long maxHeapBytes) {
        most = (int) Math.min(MOST, Math.max(FEWEST, maxHeapBytes / SHARE / BLOCK_BYTES));
        blocks = new ArrayList<>(most);
        arm();
    }

    /** Takes the memory again; none of it if there is not enough. */
    synchronized void arm() {
        try {
            while (blocks.size() < most) {
                blocks.add(new byte[BLOCK_BYTES]);
            }
        } catch (OutOfMemoryError e) {
            release();
        }
    }

    /** Gives the memory up; allocates nothing. */
    synchronized void release() {
        blocks.clear();
    }
}
