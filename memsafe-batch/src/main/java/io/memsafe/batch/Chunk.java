package io.memsafe.batch;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The items that one worker has read and not yet dealt with.
 *
 * <p>{@link #settled} is how many of them, from the front, are dealt with for good: written, filtered or quarantined.
 * Whatever fails later, they are not run again. It is a plain field: a chunk belongs to one worker.
 */
final class Chunk<I> {
    private final ArrayList<@Nullable I> items = new ArrayList<>();
    private long firstPosition;
    private int settled;
    private long readBytes;
    private double foretoldBytes;

    void begin(long position) {
        items.clear();
        firstPosition = position;
        settled = 0;
        readBytes = 0;
        foretoldBytes = 0;
    }

    /** Makes sure that the next item can be added without allocating. */
    void ensureRoom() {
        items.ensureCapacity(items.size() + 1);
    }

    void add(I item, long itemReadBytes, double itemForetoldBytes) {
        items.add(item);
        readBytes += itemReadBytes;
        foretoldBytes += itemForetoldBytes;
    }

    /** An item that the reader stepped over; it keeps its position, and is dealt with already. */
    void addSkipped() {
        items.add(null);
    }

    int size() {
        return items.size();
    }

    /** The item, or {@code null} if it has been quarantined. */
    @Nullable
    I get(int index) {
        return items.get(index);
    }

    /** Takes an item out for good; the chunk goes on without it. */
    void remove(int index) {
        items.set(index, null);
    }

    long position(int index) {
        return firstPosition + index;
    }

    int settled() {
        return settled;
    }

    /** The items before {@code end} are dealt with; their memory is let go. */
    void settle(int end) {
        int from = settled;
        settled = end;
        for (int i = from; i < end; i++) {
            items.set(i, null);
        }
    }

    long readBytes() {
        return readBytes;
    }

    double foretoldBytes() {
        return foretoldBytes;
    }
}
