package io.memsafe.batch.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/** Content that fails at its end if it is not what an archive says of it. Thread-safety: none. */
final class VerifiedStream extends CheckedInputStream {
    private final String key;
    private final long size;
    private final long crc;
    private long count;

    /**
     * Content to be compared.
     *
     * @param key for messages
     * @param size bytes; -1 if that is not known
     * @param crc its CRC-32; -1 if that is not known
     */
    VerifiedStream(InputStream content, String key, long size, long crc) {
        super(content, new CRC32());
        this.key = key;
        this.size = size;
        this.crc = crc;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        return take(read, read < 0 ? -1 : 1);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        return take(read, read);
    }

    private int take(int result, int read) throws IOException {
        if (read >= 0) {
            count += read;
            return result;
        }
        if (size >= 0 && count != size) {
            throw new IOException(key + " is damaged: it has " + count + " bytes, but its archive says " + size);
        }
        long found = getChecksum().getValue();
        if (crc >= 0 && found != crc) {
            throw new IOException(
                    String.format("%s is damaged: its CRC-32 is %08x, but its archive says %08x", key, found, crc));
        }
        return result;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
