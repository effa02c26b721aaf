package io.memsafe.batch.spill;

import java.util.zip.CRC32C;

/**
 * The header of a block of a run, 24 bytes: a magic number, the block's sequence in its run, its entries (-1 in the
 * last block, which tells how many the run has), its length, its length in the file, and a checksum of the run's id, the
 * header and the block as it is in the file. So a block that is torn, damaged, missing, or of another run is not taken.
 */
final class RunBlock {
    static final int BYTES = 64 << 10;
    static final int HEADER_BYTES = 24;
    static final int LAST = -1;
    private static final int MAGIC = 0x4d53_5231;
    private static final int CHECKED_BYTES = 20;

    private RunBlock() {}

    /** Fills a header. */
    static void seal(
            byte[] header, CRC32C crc, long id, int sequence, int entries, int length, byte[] stored, int size) {
        Numbers.INT.set(header, 0, MAGIC);
        Numbers.INT.set(header, 4, sequence);
        Numbers.INT.set(header, 8, entries);
        Numbers.INT.set(header, 12, length);
        Numbers.INT.set(header, 16, size);
        Numbers.INT.set(header, CHECKED_BYTES, checksum(header, crc, id, stored, size));
    }

    /** Whether a header can be one; its lengths can be trusted no more than that. */
    static boolean isHeader(byte[] header, int sequence) {
        return Numbers.intAt(header, 0) == MAGIC
                && Numbers.intAt(header, 4) == sequence
                && entries(header) >= LAST
                && length(header) >= 0
                && storedBytes(header) >= 0
                && storedBytes(header) <= length(header);
    }

    static boolean isSealed(byte[] header, CRC32C crc, long id, byte[] stored) {
        return Numbers.intAt(header, CHECKED_BYTES) == checksum(header, crc, id, stored, storedBytes(header));
    }

    private static int checksum(byte[] header, CRC32C crc, long id, byte[] stored, int size) {
        crc.reset();
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            crc.update((int) (id >>> shift));
        }
        crc.update(header, 0, CHECKED_BYTES);
        crc.update(stored, 0, size);
        return (int) crc.getValue();
    }

    static int entries(byte[] header) {
        return Numbers.intAt(header, 8);
    }

    static int length(byte[] header) {
        return Numbers.intAt(header, 12);
    }

    static int storedBytes(byte[] header) {
        return Numbers.intAt(header, 16);
    }
}
