package io.memsafe.batch.file;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file, record by record.
 *
 * <p>It stands before a record until {@link #advance()}, whatever {@link #find()} throws and how often. All it knows is the
 * offset of the record and the bytes of it that have arrived; both change only after everything that can fail. A stream
 * that threw is not used again, since a decompressor that ran out of memory may have lost bytes: the file is opened anew,
 * at the first byte that has not arrived (a compressed one from its start, dropping what comes before).
 *
 * <p>Thread-safety: none.
 */
final class RecordSource {
    private static final int FIRST_BYTES = 64 << 10;
    private static final int LARGE_BYTES = 4 << 20;
    private static final byte[] NOTHING = {};

    private final Path file;
    private final Content content;
    private final RecordScanner scanner;
    private final int longest;
    private @Nullable InputStream in;
    private byte[] buffer = NOTHING;
    private int from;
    private int to;
    private long offset;
    private long line = 1;
    private int length;
    private int feed;

    /** Opens the content of the file at its start. */
    interface Content {
        InputStream open() throws IOException;
    }

    RecordSource(Path file, Content content, RecordScanner scanner, int longest) {
        this.file = file;
        this.content = content;
        this.scanner = scanner;
        this.longest = longest;
    }

    /** Goes to a record; what has arrived is forgotten. */
    void seek(long recordOffset, long recordLine) {
        from = 0;
        to = 0;
        offset = recordOffset;
        line = recordLine;
        InputStream open = in;
        in = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            return; // it was only read, and will be opened anew
        }
    }

    /** Steps over the mark that some programs put before UTF-8. */
    void skipByteOrderMark() throws IOException {
        boolean more = true;
        while (more && to - from < 3) {
            more = fill();
        }
        if (to - from >= 3
                && buffer[from] == (byte) 0xEF
                && buffer[from + 1] == (byte) 0xBB
                && buffer[from + 2] == (byte) 0xBF) {
            from += 3;
            offset += 3;
        }
    }

    /** Offset of the record, in bytes of the content. */
    long offset() {
        return offset;
    }

    /** Line at which the record begins, from 1. */
    long line() {
        return line;
    }

    byte[] bytes() {
        return buffer;
    }

    /** Where the record begins in {@link #bytes()}. */
    int from() {
        return from;
    }

    /** Bytes of the record, without its end of line. */
    int length() {
        boolean carriageReturn = length > 0 && feed == 1 && buffer[from + length - 1] == '\r';
        return carriageReturn ? length - 1 : length;
    }

    /**
     * Finds the end of the record.
     *
     * @return {@code false} at the end of the file
     * @throws BadRecordException if it is too long, or a quote is not closed
     * @throws IOException if the file cannot be read
     */
    boolean find() throws IOException {
        scanner.begin();
        int scanned = 0;
        while (true) {
            int end = scanner.end(buffer, from + scanned, to);
            if (end >= 0) {
                scanned = end - from;
                feed = 1;
                break;
            }
            scanned = to - from;
            if (scanned > longest) {
                throw tooLong();
            }
            if (!fill()) {
                if (scanned == 0) {
                    return false;
                }
                checkClosed();
                feed = 0;
                break;
            }
        }
        if (scanned > longest) {
            throw tooLong();
        }
        length = scanned;
        return true;
    }

    private BadRecordException tooLong() {
        return new BadRecordException(file, line, "the record is longer than " + longest + " bytes", null);
    }

    private void checkClosed() throws BadRecordException {
        if (scanner.inQuotes()) {
            throw new BadRecordException(
                    file, line, "the record has a quote that is not closed before the end of the file", null);
        }
    }

    /** Steps over the record that {@link #find()} found. */
    void advance() {
        int passed = length + feed;
        from += passed;
        offset += passed;
        line += scanner.feeds() + feed;
    }

    /**
     * Steps over the record without keeping it. If that fails, the source stands before it as it did.
     *
     * @throws IOException if the file cannot be read, or a quote is not closed, so that nobody knows where the record ends
     */
    void skip() throws IOException {
        long recordOffset = offset;
        long recordLine = line;
        try {
            scanner.begin();
            for (int end = scanner.end(buffer, from, to); ; end = scanner.end(buffer, from, to)) {
                int passed = (end >= 0 ? end + 1 : to) - from;
                from += passed;
                offset += passed;
                if (end >= 0 || !fill()) {
                    break;
                }
            }
            checkClosed();
            line += scanner.feeds() + 1;
        } catch (Throwable e) {
            seek(recordOffset, recordLine);
            throw e;
        }
    }

    /** Reads more bytes behind those that are there; {@code false} at the end of the file. */
    private boolean fill() throws IOException {
        try {
            makeRoom();
        } catch (OutOfMemoryError e) {
            buffer = NOTHING; // what has arrived of a large record is what others lack now
            seek(offset, line);
            throw e;
        }
        InputStream open = in;
        in = null; // until this call has come through
        try {
            if (open == null) {
                open = openAt(offset + to - from);
            }
            int read = open.read(buffer, to, buffer.length - to);
            if (read > 0) {
                to += read;
            }
            in = open;
            return read > 0;
        } catch (Throwable e) {
            closeAfter(open, e);
            throw e;
        }
    }

    private void makeRoom() {
        int held = to - from;
        boolean shrinks = buffer.length > LARGE_BYTES && held < FIRST_BYTES / 2;
        if (to < buffer.length && !shrinks) {
            return;
        }
        byte[] room = buffer;
        if (shrinks) {
            room = new byte[FIRST_BYTES];
        } else if (held > buffer.length / 2 || buffer.length == 0) {
            room = new byte[(int) Math.min(longest + 2L, Math.max(FIRST_BYTES, 2L * buffer.length))];
        }
        System.arraycopy(buffer, from, room, 0, held);
        buffer = room;
        from = 0;
        to = held;
    }

    private InputStream openAt(long position) throws IOException {
        InputStream open = content.open();
        try {
            if (open instanceof FileInputStream raw) {
                if (raw.getChannel().size() < position) {
                    throw new IOException(
                            file + " has become shorter than the " + position + " bytes that were read of it");
                }
                raw.getChannel().position(position);
            } else {
                open.skipNBytes(position);
            }
            return open;
        } catch (Throwable e) {
            closeAfter(open, e);
            throw e;
        }
    }

    private static void closeAfter(@Nullable InputStream open, Throwable failure) {
        if (open != null) {
            try {
                open.close();
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                failure.addSuppressed(e);
            }
        }
    }

    void close() throws IOException {
        InputStream open = in;
        in = null;
        if (open != null) {
            open.close();
        }
    }
}
