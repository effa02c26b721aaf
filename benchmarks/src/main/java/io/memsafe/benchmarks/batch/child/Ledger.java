package io.memsafe.benchmarks.batch.child;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a child has done, in a mapped file: it outlives an OutOfMemoryError and a kill, and writing to it takes no heap.
 *
 * <p>A head with one word for each {@link Entry}, then two bits for each item: written, given up. Thread-safety: all
 * methods may be called by all threads.
 */
public final class Ledger {
    private static final int HEAD_BYTES = 256;

    private final MappedByteBuffer buffer;
    private final int bitBytes;
    private final long items;

    private Ledger(MappedByteBuffer buffer, long items) {
        this.buffer = buffer;
        this.bitBytes = (int) ((items + 7) / 8);
        this.items = items;
    }

    /** A number of a run. */
    public enum Entry {
        /** How it ended: see {@link End}. */
        END,
        /** Items handed out. */
        READ,
        /** Items written for the first time. */
        WRITTEN,
        /** Items written once more. */
        TWICE,
        /** Sum of the marks of the items written. */
        SUM,
        /** The same, combined by exclusive or. */
        XOR,
        /** Items that the contestant gave up, and said so. */
        GIVEN_UP,
        /** OutOfMemoryErrors in source, transformation and sink. */
        ERRORS,
        /** OutOfMemoryErrors in the tenant. */
        TENANT_ERRORS,
        /** Calls of the sink. */
        WRITES,
        /** The most items of one call. */
        MOST_ITEMS,
        /** The most bytes of items that were read and neither written nor given up. */
        MOST_BYTES,
        /** Time of the run. */
        NANOS,
        /** Processor time of the child meanwhile. */
        CPU_NANOS,
        /** Time in collections meanwhile. */
        COLLECTION_MILLIS
    }

    /** What {@link Entry#END} holds. */
    public enum End {
        /** Nothing was said: the child died, or was killed. */
        NONE,
        /** The contestant returned. */
        RETURNED,
        /** The contestant threw. */
        THREW
    }

    /**
     * Opens a ledger, or makes it.
     *
     * @param file where it is
     * @param items how many items there are
     * @return the ledger
     * @throws IOException if the file cannot be mapped
     */
    public static Ledger open(Path file, long items) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = HEAD_BYTES + 2 * ((items + 7) / 8);
            return new Ledger(channel.map(FileChannel.MapMode.READ_WRITE, 0, size), items);
        }
    }

    /**
     * Reads a number.
     *
     * @param entry which
     * @return 0 if nothing was written there
     */
    public synchronized long get(Entry entry) {
        return buffer.getLong(at(entry));
    }

    /**
     * How the run ended.
     *
     * @return {@link End#NONE} if the child did not say
     */
    public End end() {
        return End.values()[(int) get(Entry.END)];
    }

    @SuppressWarnings("EnumOrdinal") // launcher and child are of one build
    void end(End end) {
        set(Entry.END, end.ordinal());
    }

    synchronized void set(Entry entry, long value) {
        buffer.putLong(at(entry), value);
    }

    synchronized void add(Entry entry, long value) {
        buffer.putLong(at(entry), buffer.getLong(at(entry)) + value);
    }

    synchronized void raise(Entry entry, long value) {
        buffer.putLong(at(entry), Math.max(value, buffer.getLong(at(entry))));
    }

    /** An item has come out at the end; {@code true} if for the first time. */
    synchronized boolean written(long id) {
        if (isWritten(id)) {
            return false;
        }
        setBit(HEAD_BYTES, id);
        return true;
    }

    /** An item was given up. */
    synchronized void givenUp(long id) {
        setBit(HEAD_BYTES + bitBytes, id);
        add(Entry.GIVEN_UP, 1);
    }

    /**
     * How many items there are.
     *
     * @return the number with which it was opened
     */
    public long items() {
        return items;
    }

    /**
     * Whether an item was written.
     *
     * @param id its position
     * @return {@code true} if at least once
     */
    public boolean isWritten(long id) {
        return isSet(HEAD_BYTES, id);
    }

    /**
     * Whether an item was given up.
     *
     * @param id its position
     * @return {@code true} if the contestant said so
     */
    public boolean isGivenUp(long id) {
        return isSet(HEAD_BYTES + bitBytes, id);
    }

    private synchronized boolean isSet(int bits, long id) {
        return (buffer.get(bits + (int) (id >>> 3)) & (1 << (id & 7))) != 0;
    }

    private void setBit(int bits, long id) {
        int at = bits + (int) (id >>> 3);
        buffer.put(at, (byte) (buffer.get(at) | (1 << (id & 7))));
    }

    @SuppressWarnings("EnumOrdinal") // launcher and child are of one build
    private static int at(Entry entry) {
        return entry.ordinal() * Long.BYTES;
    }
}
