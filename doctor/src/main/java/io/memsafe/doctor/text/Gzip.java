package io.memsafe.doctor.text;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Input that may be compressed with gzip, which its first bytes say. */
public final class Gzip {
    private static final int FIRST = 0x1f;
    private static final int SECOND = 0x8b;
    private static final int BUFFER = 64 << 10;

    private Gzip() {}

    /**
     * The input as it was before it was compressed, if it was.
     *
     * @param in not closed
     * @return reads it
     * @throws IOException of the input
     */
    public static InputStream plain(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
        buffered.mark(2);
        boolean compressed = buffered.read() == FIRST && buffered.read() == SECOND;
        buffered.reset();
        return compressed ? new GZIPInputStream(buffered, BUFFER) : buffered;
    }
}
