package io.memsafe.doctor.text;

import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts bytes into lines, in a buffer that never grows. Of a line longer than {@value #LONGEST} bytes the rest is dropped.
 */
public final class Lines {
    /** Bytes of a line that are kept. */
    public static final int LONGEST = 64 << 10;

    private static final int BUFFER = 4 * LONGEST;

    /** Takes one line, without its end. */
    public interface Sink {

        /**
         * A line, from one place up to another; the bytes are good until this returns.
         *
         * @param bytes of the line and of others
         * @param from its first
         * @param to after its last
         */
        void line(byte[] bytes, int from, int to);
    }

    private final byte[] buffer = new byte[BUFFER];

    /** Of one reader. */
    public Lines() {}

    /**
     * Reads to the end. What was read before a failure has been given to the sink when it is thrown.
     *
     * @param in not closed
     * @param sink takes the lines
     * @throws IOException of the input
     */
    public void read(InputStream in, Sink sink) throws IOException {
        int filled = 0;
        boolean dropping = false;
        while (true) {
            int read;
            try {
                read = in.read(buffer, filled, BUFFER - filled);
            } catch (IOException e) {
                last(sink, filled, dropping);
                throw e;
            }
            if (read < 0) {
                last(sink, filled, dropping);
                return;
            }
            int start = 0;
            int end = filled + read;
            for (int i = filled; i < end; i++) {
                if (buffer[i] == '\n') {
                    if (!dropping) {
                        emit(sink, start, i);
                    }
                    dropping = false;
                    start = i + 1;
                }
            }
            if (dropping) {
                start = end;
            } else if (end - start >= LONGEST) {
                emit(sink, start, end);
                dropping = true;
                start = end;
            }
            filled = end - start;
            System.arraycopy(buffer, start, buffer, 0, filled);
        }
    }

    private void last(Sink sink, int filled, boolean dropping) {
        if (!dropping && filled > 0) {
            emit(sink, 0, filled);
        }
    }

    private void emit(Sink sink, int from, int to) {
        int end = Math.min(to, from + LONGEST);
        sink.line(buffer, from, end > from && buffer[end - 1] == '\r' ? end - 1 : end);
    }
}
