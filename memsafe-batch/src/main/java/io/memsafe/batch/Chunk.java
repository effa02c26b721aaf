package io.memsafe.batch;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The items that one worker has read and not yet dealt with.
 *
 * <p>{@link #settled} is how many of them, from the front, are dealt with for good: written, filtered or quarantined.
 * Whatever fails later, they are not run again. It is a plain field: a chunk belongs to one worker.
 *
 * <p>Each chunk has an array of its own: one that is kept grows old, and every new item in an old array is work for the
 * collector.
 */
final class Chunk<I> {
    private static final int FIRST_ROOM = 64;
    private static final Object[] NONE = {};

    private final BitSet forMemory = new BitSet();
    private @Nullable Object[] items = NONE;
    private int size;
    private int room = FIRST_ROOM;
    private long firstPosition;
    private int settled;
    private long readBytes;
    private double foretoldBytes;
    private double largestBytes;

    /** Begins a chunk of so many items at the most; takes no memory. */
    void begin(long position, int wanted) {
        room = Math.max(1, Math.min(wanted, size > 0 ? size + (size >> 1) : room)); // sizes alternate
        items = NONE;
        size = 0;
        forMemory.clear();
        firstPosition = position;
        settled = 0;
        readBytes = 0;
        foretoldBytes = 0;
        largestBytes = 0;
    }

    /** Makes sure that the next item can be added, and be taken out again, without allocating. */
    void ensureRoom() {
        if (size == items.length) {
            grow();
        }
        if (size % Long.SIZE == 0) {
            forMemory.set(size); // makes room for as many bits as a word has
            forMemory.clear(size);
        }
    }

    private void grow() {
        items = Arrays.copyOf(items, size == 0 ? room : size + (size >> 1) + 1);
    }

    void add(I item) {
        items[size++] = item;
    }

    /** The items added last were measured together: what reading them allocated, and what is foretold for all phases. */
    void measured(long itemsReadBytes, double itemsForetoldBytes) {
        readBytes += itemsReadBytes;
        foretoldBytes += itemsForetoldBytes;
        largestBytes = Math.max(largestBytes, itemsForetoldBytes);
    }

    /** An item that the reader stepped over; it keeps its position, and is dealt with already. */
    void addSkipped(boolean memory) {
        forMemory.set(size, memory);
        if (size == items.length) {
            grow(); // an error may have come before there was room
        }
        size++;
    }

    int size() {
        return size;
    }

    /** The item, or {@code null} if it has been quarantined. */
    @Nullable
    @SuppressWarnings("unchecked") // only items are put into it
    I get(int index) {
        return (I) items[index];
    }

    /** Takes an item out for good; the chunk goes on without it. */
    void remove(int index, boolean memory) {
        forMemory.set(index, memory);
        items[index] = null;
    }

    /** How many of these items were taken out for want of memory. */
    int forMemory(int from, int to) {
        int count = 0;
        for (int i = forMemory.nextSetBit(from); i >= 0 && i < to; i = forMemory.nextSetBit(i + 1)) {
            count++;
        }
        return count;
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
        Arrays.fill(items, from, end, null);
    }

    long readBytes() {
        return readBytes;
    }

    /**
     * What the chunk is expected to hold when it holds most: the share that stays live of what is foretold for all its
     * items, and all of what the largest of them takes while it is worked on.
     */
    double heldBytes(double share) {
        return heldBytes(foretoldBytes, largestBytes, share);
    }

    /** Whether one more item, as large as the largest one here, would not make the chunk hold more than so many bytes. */
    boolean fitsOneMore(double share, long mostBytes) {
        return size == 0 || heldBytes(foretoldBytes + largestBytes, largestBytes, share) <= mostBytes;
    }

    static double heldBytes(double all, double largest, double share) {
        return share * all + (1 - share) * largest;
    }

    /** How many items of this size hold no more than so many bytes, together with others that are there already. */
    static int room(double there, double each, double share, long mostBytes) {
        return each == 0 ? Integer.MAX_VALUE : (int) (((mostBytes - (1 - share) * each) / share - there) / each);
    }

    /** What the largest item is foretold to allocate in all phases; at the most, where several were measured together. */
    double largestBytes() {
        return largestBytes;
    }
}
