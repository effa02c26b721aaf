package io.memsafe.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * The records of one resolution in the file: as many places as are kept, filled in turn. The record with sequence n is
 * in place {@code (n - 1) % kept}, and takes the place of the one before it there.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class Ring {
    private static final int ATTEMPTS = 3;

    private final FileChannel file;
    private final HistoryResolution resolution;
    private final ByteBuffer record = ByteBuffer.allocateDirect(EntryFormat.RECORD_BYTES);
    private final CRC32C crc = new CRC32C();

    Ring(FileChannel file, HistoryResolution resolution) {
        this.file = file;
        this.resolution = resolution;
    }

    /** Where the ring begins in the file. */
    private static long offset(HistoryResolution resolution) {
        long offset = FileHeader.BYTES;
        for (HistoryResolution before : HistoryResolution.values()) {
            if (before == resolution) {
                return offset;
            }
            offset += (long) before.kept() * EntryFormat.RECORD_BYTES;
        }
        throw new AssertionError(resolution);
    }

    /** The length of a file with all rings. */
    static long fileBytes() {
        long bytes = FileHeader.BYTES;
        for (HistoryResolution resolution : HistoryResolution.values()) {
            bytes += (long) resolution.kept() * EntryFormat.RECORD_BYTES;
        }
        return bytes;
    }

    /** The buffer of this ring, as {@link #read} left it, or to be filled for {@link #write}. */
    ByteBuffer record() {
        return record;
    }

    private long position(long sequence) {
        return offset(resolution) + (sequence - 1) % resolution.kept() * EntryFormat.RECORD_BYTES;
    }

    /** Seals what is in the buffer, and writes it to its place. */
    void write() throws IOException {
        EntryFormat.seal(record, crc);
        long position = position(EntryFormat.sequence(record));
        record.clear();
        while (record.hasRemaining()) {
            file.write(record, position + record.position());
        }
    }

    /**
     * Reads the record with a sequence into the buffer.
     *
     * @return {@code false} if there is none, or a newer one, or a damaged one
     */
    boolean read(long sequence) throws IOException {
        return readPlace(sequence) && EntryFormat.sequence(record) == sequence;
    }

    /** Tries more than once: the program that writes may be at this very record. */
    private boolean readPlace(long sequence) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            record.clear();
            int count = 0;
            while (record.hasRemaining() && count >= 0) {
                count = file.read(record, position(sequence) + record.position());
            }
            if (record.position() == 0) {
                return false;
            }
            while (record.hasRemaining()) {
                record.put((byte) 0);
            }
            if (EntryFormat.isSealed(record, crc)) {
                return true;
            }
            if (EntryFormat.isBlank(record)) {
                return false;
            }
        }
        return false;
    }

    /** The highest sequence in the ring; 0 if it is empty. */
    long newest() throws IOException {
        long newest = 0;
        long bytes = file.size() - offset(resolution);
        for (long place = 1; place <= resolution.kept() && (place - 1) * EntryFormat.RECORD_BYTES < bytes; place++) {
            if (readPlace(place)) {
                newest = Math.max(newest, EntryFormat.sequence(record));
            }
        }
        return newest;
    }

    /** The lowest sequence that can still be there when {@code newest} is. */
    long oldest(long newest) {
        return Math.max(1, newest - resolution.kept() + 1);
    }
}
