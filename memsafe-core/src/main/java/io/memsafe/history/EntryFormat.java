package io.memsafe.history;

import io.memsafe.PressureLevel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The bytes of a record, big-endian.
 *
 * <pre>
 *   0  int     CRC-32C of the bytes from 4 on
 *   4  long    sequence in its ring, from 1; 0 in a place never written
 *  12  long    start, milliseconds since 1970
 *  20  int     length, milliseconds
 *  24  int     observed, milliseconds
 *  28  byte    worst level, 0 to 3
 *  30  4 short share of time of each level, in ten thousandths
 *  38  long    headroom of the binding area
 *  46  24 byte name of the binding area, ASCII, filled up with 0
 *  72  15 x 3 float  min, mean and max of each figure; NaN if unknown
 * </pre>
 *
 * <p>256 bytes, so that none crosses a sector or a page: one write is there or is not, short of a loss of power.
 */
final class EntryFormat {
    static final int RECORD_BYTES = 256;

    private static final int SEQUENCE = 4;
    private static final int START = 12;
    private static final int LENGTH = 20;
    private static final int OBSERVED = 24;
    private static final int WORST = 28;
    private static final int SHARES = 30;
    private static final int HEADROOM = 38;
    private static final int NAME = 46;
    private static final int NAME_BYTES = 24;
    private static final int FIGURES = 72;
    private static final int FIGURE_BYTES = 3 * Float.BYTES;
    private static final double SHARE_UNIT = 10_000;
    private static final PressureLevel[] LEVELS = PressureLevel.values();

    private EntryFormat() {}

    static void begin(
            ByteBuffer record, long sequence, long startMillis, long lengthMillis, long observed, PressureLevel worst) {
        record.putLong(SEQUENCE, sequence);
        record.putLong(START, startMillis);
        record.putInt(LENGTH, (int) Math.min(Integer.MAX_VALUE, lengthMillis));
        record.putInt(OBSERVED, (int) Math.min(Integer.MAX_VALUE, observed));
        record.put(WORST, number(worst));
    }

    private static byte number(PressureLevel level) {
        for (byte i = 0; i < LEVELS.length; i++) {
            if (LEVELS[i] == level) {
                return i;
            }
        }
        throw new AssertionError(level);
    }

    static void share(ByteBuffer record, int level, double share) {
        record.putShort(SHARES + level * Short.BYTES, (short) Math.round(share * SHARE_UNIT));
    }

    static void binding(ByteBuffer record, String name, long headroom) {
        record.putLong(HEADROOM, headroom);
        for (int i = 0; i < NAME_BYTES; i++) {
            // Names are lower case words; what is not ASCII becomes a question mark.
            char letter = i < name.length() ? name.charAt(i) : 0;
            record.put(NAME + i, (byte) (letter < 128 ? letter : '?'));
        }
    }

    static void figure(ByteBuffer record, int figure, double min, double mean, double max) {
        int at = FIGURES + figure * FIGURE_BYTES;
        record.putFloat(at, (float) min);
        record.putFloat(at + Float.BYTES, (float) mean);
        record.putFloat(at + 2 * Float.BYTES, (float) max);
    }

    /** Puts the checksum in; the record is complete then. */
    static void seal(ByteBuffer record, CRC32C crc) {
        record.putInt(0, checksum(record, crc));
    }

    static boolean isSealed(ByteBuffer record, CRC32C crc) {
        return record.getInt(0) == checksum(record, crc) && sequence(record) > 0;
    }

    /** Whether nothing has ever been written there. */
    static boolean isBlank(ByteBuffer record) {
        for (int i = 0; i < RECORD_BYTES; i += Long.BYTES) {
            if (record.getLong(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int checksum(ByteBuffer record, CRC32C crc) {
        crc.reset();
        record.limit(RECORD_BYTES).position(SEQUENCE);
        crc.update(record);
        record.position(0);
        return (int) crc.getValue();
    }

    static long sequence(ByteBuffer record) {
        return record.getLong(SEQUENCE);
    }

    static long startMillis(ByteBuffer record) {
        return record.getLong(START);
    }

    static long lengthMillis(ByteBuffer record) {
        return record.getInt(LENGTH);
    }

    static long observedMillis(ByteBuffer record) {
        return record.getInt(OBSERVED);
    }

    static PressureLevel worst(ByteBuffer record) {
        return LEVELS[Math.floorMod(record.get(WORST), LEVELS.length)];
    }

    static double share(ByteBuffer record, int level) {
        return record.getShort(SHARES + level * Short.BYTES) / SHARE_UNIT;
    }

    static long headroom(ByteBuffer record) {
        return record.getLong(HEADROOM);
    }

    static String binding(ByteBuffer record) {
        byte[] name = new byte[NAME_BYTES];
        int length = 0;
        while (length < NAME_BYTES && record.get(NAME + length) != 0) {
            name[length] = record.get(NAME + length);
            length++;
        }
        return new String(name, 0, length, StandardCharsets.US_ASCII);
    }

    static float min(ByteBuffer record, int figure) {
        return record.getFloat(FIGURES + figure * FIGURE_BYTES);
    }

    static float mean(ByteBuffer record, int figure) {
        return record.getFloat(FIGURES + figure * FIGURE_BYTES + Float.BYTES);
    }

    static float max(ByteBuffer record, int figure) {
        return record.getFloat(FIGURES + figure * FIGURE_BYTES + 2 * Float.BYTES);
    }

    static HistoryEntry entry(ByteBuffer record, HistoryResolution resolution) {
        Map<PressureLevel, Double> shares = new EnumMap<>(PressureLevel.class);
        for (int i = 0; i < LEVELS.length; i++) {
            shares.put(LEVELS[i], share(record, i));
        }
        Map<HistoryFigure, HistoryRange> figures = new EnumMap<>(HistoryFigure.class);
        HistoryFigure[] all = HistoryFigure.values();
        for (int i = 0; i < all.length; i++) {
            figures.put(all[i], new HistoryRange(min(record, i), mean(record, i), max(record, i)));
        }
        return new HistoryEntry(
                resolution,
                Instant.ofEpochMilli(startMillis(record)),
                Duration.ofMillis(lengthMillis(record)),
                Duration.ofMillis(observedMillis(record)),
                worst(record),
                shares,
                figures,
                binding(record),
                headroom(record));
    }
}
