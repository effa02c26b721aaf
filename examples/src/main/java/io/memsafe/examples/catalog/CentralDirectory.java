package io.memsafe.examples.catalog;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A reader of archives that shares nothing with {@link java.util.zip.ZipFile}: it follows the central directory of the
 * file entry by entry and holds one entry of it. It knows the 64-bit form, stored and deflated entries.
 *
 * <p>Thread-safety: none.
 */
final class CentralDirectory implements AutoCloseable {

    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int END64_LOCATOR = 0x07064b50;
    private static final int END64_LOCATOR_LENGTH = 20;
    private static final int END64_LENGTH = 56;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_LENGTH = 46;
    private static final int LOCAL_LENGTH = 30;
    private static final int DEFLATED = 8;
    private static final long IN_64_BIT_FORM = 0xffffffffL;

    private final FileChannel channel;
    private final long base;
    private final DataInputStream directory;
    private long left;

    /** Opens an archive and finds its directory. */
    CentralDirectory(Path file) throws IOException {
        this.channel = FileChannel.open(file);
        try {
            long end = findEnd();
            ByteBuffer record = bytes(end, END_LENGTH);
            long entries = Short.toUnsignedLong(record.getShort(10));
            long size = Integer.toUnsignedLong(record.getInt(12));
            long offset = Integer.toUnsignedLong(record.getInt(16));
            long directoryEnd = end;
            if (entries == 0xffff || size == IN_64_BIT_FORM || offset == IN_64_BIT_FORM) {
                ByteBuffer locator =
                        end < END64_LOCATOR_LENGTH ? record : bytes(end - END64_LOCATOR_LENGTH, END64_LOCATOR_LENGTH);
                if (locator.getInt(0) == END64_LOCATOR) {
                    directoryEnd = locator.getLong(8);
                    ByteBuffer record64 = bytes(directoryEnd, END64_LENGTH);
                    entries = record64.getLong(32);
                    size = record64.getLong(40);
                    offset = record64.getLong(48);
                }
            }
            this.left = entries;
            this.base = directoryEnd - size - offset; // bytes in front of the archive, as of a self-extracting one
            this.directory = new DataInputStream(new BufferedInputStream(from(base + offset)));
        } catch (Throwable t) {
            channel.close();
            throw t;
        }
    }

    /** One entry of the directory. */
    record Item(String name, int method, long crc, long compressed, long size, long local) {
        boolean isFolder() {
            return name.endsWith("/");
        }
    }

    /** Whether there are more entries. */
    boolean hasNext() {
        return left > 0;
    }

    /** The next entry. */
    Item next() throws IOException {
        byte[] fixed = directory.readNBytes(ENTRY_LENGTH);
        ByteBuffer head = ByteBuffer.wrap(fixed).order(ByteOrder.LITTLE_ENDIAN);
        if (fixed.length < ENTRY_LENGTH || head.getInt(0) != ENTRY) {
            throw new IOException("the archive's directory is corrupt");
        }
        String name = new String(directory.readNBytes(Short.toUnsignedInt(head.getShort(28))), StandardCharsets.UTF_8);
        byte[] extra = directory.readNBytes(Short.toUnsignedInt(head.getShort(30)));
        directory.skipNBytes(Short.toUnsignedInt(head.getShort(32)));
        long size = Integer.toUnsignedLong(head.getInt(24));
        long compressed = Integer.toUnsignedLong(head.getInt(20));
        long local = Integer.toUnsignedLong(head.getInt(42));
        ByteBuffer wide = sixtyFourBit(extra);
        size = size == IN_64_BIT_FORM && wide.remaining() >= 8 ? wide.getLong() : size;
        compressed = compressed == IN_64_BIT_FORM && wide.remaining() >= 8 ? wide.getLong() : compressed;
        local = local == IN_64_BIT_FORM && wide.remaining() >= 8 ? wide.getLong() : local;
        left--;
        return new Item(
                name,
                Short.toUnsignedInt(head.getShort(10)),
                Integer.toUnsignedLong(head.getInt(16)),
                compressed,
                size,
                local);
    }

    /** The content of an entry, inflated; its length and CRC are for the caller to check. */
    InputStream open(Item item) throws IOException {
        ByteBuffer head = bytes(base + item.local(), LOCAL_LENGTH);
        long start = base
                + item.local()
                + LOCAL_LENGTH
                + Short.toUnsignedInt(head.getShort(26))
                + Short.toUnsignedInt(head.getShort(28));
        InputStream raw = new BoundedStream(new BufferedInputStream(from(start)), item.compressed());
        if (item.method() != DEFLATED) {
            return raw;
        }
        Inflater inflater = new Inflater(true);
        return new InflaterInputStream(raw, inflater, 8192) {
            @Override
            public void close() {
                inflater.end();
            }
        };
    }

    private static ByteBuffer sixtyFourBit(byte[] extra) {
        ByteBuffer fields = ByteBuffer.wrap(extra).order(ByteOrder.LITTLE_ENDIAN);
        while (fields.remaining() >= 4) {
            int id = fields.getShort();
            int length = Short.toUnsignedInt(fields.getShort());
            if (length > fields.remaining()) {
                break;
            }
            if (id == 1) {
                return fields.slice(fields.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            }
            fields.position(fields.position() + length);
        }
        return ByteBuffer.allocate(0);
    }

    private long findEnd() throws IOException {
        long size = channel.size();
        int tail = (int) Math.min(size, END_LENGTH + LONGEST_COMMENT);
        ByteBuffer bytes = bytes(size - tail, tail);
        for (int at = tail - END_LENGTH; at >= 0; at--) {
            if (bytes.getInt(at) == END && at + END_LENGTH + Short.toUnsignedInt(bytes.getShort(at + 20)) == tail) {
                return size - tail + at;
            }
        }
        throw new IOException("it is no archive: the end of the directory is missing");
    }

    private ByteBuffer bytes(long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        if (position < 0 || position + length > channel.size()) {
            throw new EOFException("the archive ends too early");
        }
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new EOFException("the archive ends too early");
            }
        }
        return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A stream from a position on; there is one position a channel, so each stream goes back to its own. */
    private InputStream from(long position) throws IOException {
        if (position < 0 || position > channel.size()) {
            throw new EOFException("the archive points outside of itself");
        }
        return new InputStream() {
            private long at = position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int read = channel.read(ByteBuffer.wrap(bytes, offset, length), at);
                at += Math.max(0, read);
                return read;
            }
        };
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static final class BoundedStream extends InputStream {
        private final InputStream in;
        private long left;

        BoundedStream(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            if (left <= 0) {
                return -1;
            }
            left--;
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int read = in.read(bytes, offset, (int) Math.min(length, left));
            left -= Math.max(0, read);
            return read;
        }
    }
}
