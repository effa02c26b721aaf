package io.memsafe.mapped;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The entries of a table.
 *
 * <pre>
 *   0  int   checksum of the hash of the key and of both lengths
 *   4  int   CRC-32C of the value
 *   8  int   length of the key
 *  12  int   length of the value
 *  16        key, then value
 * </pre>
 *
 * <p>Four ints of -1 say that the rest of the window is empty, as does a rest that has no room for them.
 *
 * <p>Thread-safety: safe to read by several, each with buffers of its own.
 */
final class Entries {
    static final int HEAD_BYTES = 16;

    private static final long NOTHING = -1;
    private static final int VALUE_CHECK_AT = 4;
    private static final int KEY_LENGTH_AT = 8;
    private static final int VALUE_LENGTH_AT = 12;

    private final Windows windows;
    private final long end;

    /** Those that end at a position of a file. */
    Entries(Windows windows, long end) {
        this.windows = windows;
        this.end = end;
    }

    static ByteBuffer head(byte[] key, byte[] value, CRC32C crc) {
        crc.reset();
        crc.update(value, 0, value.length);
        return ByteBuffer.allocate(HEAD_BYTES)
                .putInt(keyCheck(KeyHash.of(key), key.length, value.length))
                .putInt((int) crc.getValue())
                .putInt(key.length)
                .putInt(value.length)
                .flip();
    }

    /** Says that the rest of a window is empty. */
    static ByteBuffer nothing() {
        return ByteBuffer.allocate(HEAD_BYTES).putLong(NOTHING).putLong(NOTHING).flip();
    }

    private static int keyCheck(long hash, int keyLength, int valueLength) {
        return (int) (KeyHash.mix(hash ^ ((long) keyLength << Integer.SIZE | valueLength)) >>> Integer.SIZE);
    }

    /** Where the first entry is from a position on that is the end of another one; the end of all if there is none. */
    long skip(long position) {
        if (position >= end) {
            return end;
        }
        ByteBuffer window = windows.of(position);
        int at = windows.offset(position);
        if (window.limit() - at < HEAD_BYTES || isNothing(window, at)) {
            return Math.min(end, windows.next(position));
        }
        return position;
    }

    private static boolean isNothing(ByteBuffer window, int at) {
        return window.getLong(at) == NOTHING && window.getLong(at + Long.BYTES) == NOTHING;
    }

    /** Where the entry ends whose head and key have been checked. */
    long after(long position) {
        return position + HEAD_BYTES + keyLength(position) + valueLength(position);
    }

    int keyLength(long position) {
        return windows.of(position).getInt(windows.offset(position) + KEY_LENGTH_AT);
    }

    int valueLength(long position) {
        return windows.of(position).getInt(windows.offset(position) + VALUE_LENGTH_AT);
    }

    /** Whether an entry has this key; if it has another one, that is checked. */
    boolean hasKey(long position, byte[] key, long hash) {
        ByteBuffer window = window(position);
        int at = windows.offset(position);
        if (window.getInt(at + KEY_LENGTH_AT) == key.length && KeyHash.equal(key, window, at + HEAD_BYTES)) {
            check(position, window, at, hash);
            return true;
        }
        checkedHash(position);
        return false;
    }

    /** Whether two entries have the same key. */
    boolean sameKey(long one, long other) {
        byte[] key = new byte[keyLength(one)];
        windows.of(one).get(windows.offset(one) + HEAD_BYTES, key);
        return hasKey(other, key, KeyHash.of(key));
    }

    /** The hash of the key of an entry, whose head and key are checked by it. */
    long checkedHash(long position) {
        ByteBuffer window = window(position);
        int at = windows.offset(position);
        long hash = KeyHash.of(window, at + HEAD_BYTES, window.getInt(at + KEY_LENGTH_AT));
        check(position, window, at, hash);
        return hash;
    }

    private static void check(long position, ByteBuffer window, int at, long hash) {
        if (window.getInt(at)
                != keyCheck(hash, window.getInt(at + KEY_LENGTH_AT), window.getInt(at + VALUE_LENGTH_AT))) {
            throw new DamageException("the key of the entry at byte " + position + " differs from its checksum");
        }
    }

    /** The window of an entry, of which its lengths leave nothing outside. */
    private ByteBuffer window(long position) {
        if (position < TableHeader.BYTES || position > end - HEAD_BYTES) {
            throw new DamageException("an entry should be at byte " + position + ", which is no place for one");
        }
        ByteBuffer window = windows.of(position);
        int at = windows.offset(position);
        long room = Math.min(window.limit() - at, end - position) - HEAD_BYTES;
        if (room >= 0) {
            int keyLength = window.getInt(at + KEY_LENGTH_AT);
            int valueLength = window.getInt(at + VALUE_LENGTH_AT);
            if (keyLength >= 0 && valueLength >= 0 && (long) keyLength + valueLength <= room) {
                return window;
            }
        }
        throw new DamageException("the entry at byte " + position + " does not end where others can begin");
    }

    /** Copies the key out of an entry that has been checked. */
    ByteBuffer copyKey(long position, ReadPlace place) {
        int length = keyLength(position);
        windows.of(position).get(windows.offset(position) + HEAD_BYTES, place.key.room(length), 0, length);
        return place.key.view();
    }

    /** Copies the value out of an entry whose key has been checked, and checks it. */
    ByteBuffer copyValue(long position, ReadPlace place) {
        int length = valueLength(position);
        copyValue(position, place.value.room(length), length, place.crc);
        return place.value.view();
    }

    /** Copies the value out of an entry whose key has been checked, and checks it. */
    byte[] copyValue(long position, CRC32C crc) {
        int length = valueLength(position);
        byte[] value = new byte[length];
        copyValue(position, value, length, crc);
        return value;
    }

    private void copyValue(long position, byte[] to, int length, CRC32C crc) {
        ByteBuffer window = windows.of(position);
        window.get(windows.offset(position) + HEAD_BYTES + keyLength(position), to, 0, length);
        crc.reset();
        crc.update(to, 0, length);
        checkValue(position, crc);
    }

    /** Checks the value of an entry whose key has been checked, piece by piece. */
    void checkValue(long position, byte[] piece, CRC32C crc) {
        crc.reset();
        ByteBuffer window = windows.of(position);
        int at = windows.offset(position) + HEAD_BYTES + keyLength(position);
        int valueEnd = at + valueLength(position);
        while (at < valueEnd) {
            int length = Math.min(piece.length, valueEnd - at);
            window.get(at, piece, 0, length);
            crc.update(piece, 0, length);
            at += length;
        }
        checkValue(position, crc);
    }

    private void checkValue(long position, CRC32C crc) {
        if (windows.of(position).getInt(windows.offset(position) + VALUE_CHECK_AT) != (int) crc.getValue()) {
            throw new DamageException("the value of the entry at byte " + position + " differs from its checksum");
        }
    }

    /** The key as people read it. */
    String text(long position) {
        return KeyText.of(windows.of(position), windows.offset(position) + HEAD_BYTES, keyLength(position));
    }
}
