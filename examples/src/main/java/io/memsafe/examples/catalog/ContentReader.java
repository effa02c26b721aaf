package io.memsafe.examples.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * Turns a stream into an entry: the bytes of a class, the hash of anything else, which is never held whole.
 *
 * <p>Thread-safety: none; one reader uses it.
 */
final class ContentReader {

    /** The CRC is not known. */
    static final long NO_CRC = -1;

    private static final int BUFFER = 16 * 1024;
    private static final long TRUSTED_SIZE = 4L << 20;

    private final byte[] buffer = new byte[BUFFER];
    private final MessageDigest digest = Digests.sha256();
    private final CRC32 crc = new CRC32();

    /**
     * Reads the stream to its end.
     *
     * @param size the size it is said to have, -1 if unknown
     * @param expectedCrc the CRC-32 it is said to have, or {@link #NO_CRC}
     * @throws IOException if it cannot be read, or is not what it is said to be
     */
    Entry read(long position, String container, String name, long size, long expectedCrc, InputStream in)
            throws IOException {
        if (name.endsWith(".class")) {
            byte[] content = whole(in, size);
            crc.reset();
            crc.update(content);
            check(content.length, size, expectedCrc);
            return Entry.ofClass(position, container, name, content);
        }
        digest.reset();
        crc.reset();
        long total = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
            crc.update(buffer, 0, n);
            total += n;
        }
        check(total, size, expectedCrc);
        return Entry.ofFile(position, container, name, total, HexFormat.of().formatHex(digest.digest()));
    }

    /** One allocation of the right size where the size is known and believable; a corrupt directory may claim any. */
    private static byte[] whole(InputStream in, long size) throws IOException {
        if (size < 0 || size > TRUSTED_SIZE) {
            return in.readAllBytes();
        }
        byte[] content = new byte[(int) size];
        int read = in.readNBytes(content, 0, content.length);
        if (read < content.length || in.read() >= 0) {
            throw new IOException("its size is not the " + size + " bytes that its directory says");
        }
        return content;
    }

    private void check(long read, long size, long expectedCrc) throws IOException {
        if (size >= 0 && read != size) {
            throw new IOException("it has " + read + " bytes, but its directory says " + size);
        }
        if (expectedCrc != NO_CRC && expectedCrc != crc.getValue()) {
            throw new IOException("its CRC-32 is wrong");
        }
    }
}
