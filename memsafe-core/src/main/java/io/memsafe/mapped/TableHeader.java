package io.memsafe.mapped;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The head of a table's file, and the description of all of it. Numbers are big-endian.
 *
 * <pre>
 *   0  long  memsafeT
 *   8  int   schema, 1
 *  12  int   CRC-32C of the bytes 16 to 63
 *  16  long  length of the file
 *  24  long  length of a window, a power of two
 *  32  long  entries
 *  40  long  end of the entries
 *  48  long  start of the index, a multiple of 64
 *  56  long  buckets of the index
 * 128        entries, see {@link Entries}, in the order in which they were put
 *   ...       index, see {@link HashIndex}, up to the end
 * </pre>
 *
 * <p>The file is read through windows. No entry and no bucket crosses the end of one: what is left of a window that has no room for
 * the next entry is skipped. So whatever is read lies in one buffer, and costs one test of bounds.
 *
 * <p>Every byte that an answer rests on is checked when it is read, since the file is far too large to be checked when it is
 * opened: the lengths and the key of an entry, its value, and each bucket have checksums of their own. The same entries put in the
 * same order make the same file.
 *
 * <p>Thread-safety: immutable.
 */
record TableHeader(long fileBytes, long windowBytes, long entries, long entriesEnd, long indexStart, long buckets) {
    static final int BYTES = 128;
    static final long SMALLEST_WINDOW = 1L << 12;
    static final long LARGEST_WINDOW = 1L << 30;

    private static final long MAGIC = 0x6d656d7361666554L; // memsafeT
    private static final int SCHEMA = 1;
    private static final int CRC_AT = 12;
    private static final int NUMBERS_AT = 16;
    private static final int NUMBERS_END = 64;

    /** That of a file with so many entries, which end there. */
    static TableHeader of(long windowBytes, long entries, long entriesEnd) {
        long start = (entriesEnd + HashIndex.BUCKET_BYTES - 1) / HashIndex.BUCKET_BYTES * HashIndex.BUCKET_BYTES;
        long buckets = HashIndex.buckets(entries);
        return new TableHeader(
                start + buckets * HashIndex.BUCKET_BYTES, windowBytes, entries, entriesEnd, start, buckets);
    }

    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(MAGIC).putInt(SCHEMA).putInt(0);
        bytes.putLong(fileBytes)
                .putLong(windowBytes)
                .putLong(entries)
                .putLong(entriesEnd)
                .putLong(indexStart)
                .putLong(buckets);
        bytes.putInt(CRC_AT, checksum(bytes));
        return bytes.clear();
    }

    private static int checksum(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(NUMBERS_AT, NUMBERS_END - NUMBERS_AT));
        return (int) crc.getValue();
    }

    /**
     * Reads the head of a file.
     *
     * @throws IOException if this is no whole table that this version reads; the message says what was found, and what would
     *     be right
     */
    static TableHeader read(FileChannel file, Path path) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        while (bytes.hasRemaining() && file.read(bytes, bytes.position()) > 0) {
            // until the head or the file is at its end
        }
        int length = bytes.position();
        bytes.clear();
        if (bytes.getLong() != MAGIC) {
            throw new IOException(path + " is no memsafe table: it begins with "
                    + KeyText.hex(bytes.array(), Math.min(Long.BYTES, length)) + ", a table with " + "0x"
                    + Long.toHexString(MAGIC));
        }
        int schema = bytes.getInt();
        if (schema != SCHEMA) {
            throw new IOException(
                    path + " has schema " + schema + " of a memsafe table, but this version knows only schema " + SCHEMA
                            + "; use a newer memsafe, or write the table again");
        }
        int crc = bytes.getInt();
        TableHeader header = new TableHeader(
                bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
        if (crc != checksum(bytes) || !header.isPossible()) {
            throw new IOException(path + " has a damaged head: its checksum is 0x" + Integer.toHexString(crc)
                    + ", that of its numbers 0x" + Integer.toHexString(checksum(bytes)) + "; write the table again");
        }
        if (file.size() != header.fileBytes) {
            throw new IOException(path + " has " + file.size() + " bytes, but by its head it should have "
                    + header.fileBytes + ": it was cut off, or not copied to its end");
        }
        return header;
    }

    private boolean isPossible() {
        return windowBytes >= SMALLEST_WINDOW
                && windowBytes <= LARGEST_WINDOW
                && Long.bitCount(windowBytes) == 1
                && entriesEnd >= BYTES
                && entriesEnd <= indexStart
                && indexStart % HashIndex.BUCKET_BYTES == 0
                && entries >= 0
                && entries <= fileBytes / Entries.HEAD_BYTES
                && buckets == HashIndex.buckets(entries)
                && fileBytes == indexStart + buckets * HashIndex.BUCKET_BYTES;
    }
}
