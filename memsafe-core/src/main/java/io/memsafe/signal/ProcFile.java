package io.memsafe.signal;

import io.memsafe.spi.SignalUnavailableException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A small text file of the kernel, kept open and read again and again from its start.
 *
 * <p>It is read by one call of the JDK's oldest class for that, which is the one that calls least: these files are read so
 * rarely that whatever is called is never warm.
 *
 * <p>A file that vanishes and comes back, as that of a moved control group, is opened anew at the next reading.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class ProcFile implements AutoCloseable {
    /** What {@link #first()} and {@link #value} say of the word {@code max}. */
    static final long UNLIMITED = Long.MAX_VALUE;

    /** What {@link #value} says of a key that is not there. */
    static final long ABSENT = -1;

    private static final AtomicLong LOST_HANDLES = LostHandles.AT_MOST;
    private static final int MOST_BYTES = 32 << 10;
    private static final int FIRST_BYTES = 1 << 10;

    /** What is shorter comes whole by one read. */
    private static final int PAGE_BYTES = 4 << 10;

    private static final byte[] MAX = "max".getBytes(StandardCharsets.US_ASCII);

    private final Path path;
    private byte[] buffer = new byte[FIRST_BYTES];
    private int length;
    private @Nullable RandomAccessFile file;

    ProcFile(Path path) {
        this.path = path;
    }

    /**
     * Reads the file now.
     *
     * @return this file
     * @throws SignalUnavailableException if it cannot be read, naming it and the cause
     */
    ProcFile read() throws SignalUnavailableException {
        try {
            RandomAccessFile open = file;
            if (open == null) {
                open = open();
                file = open;
            } else {
                open.seek(0);
            }
            fill(open);
            return this;
        } catch (IOException e) {
            close();
            throw new SignalUnavailableException(path + " cannot be read: " + e, e);
        }
    }

    private RandomAccessFile open() throws IOException {
        File plain = path.toFile();
        try {
            return new RandomAccessFile(plain, "r");
        } catch (OutOfMemoryError e) {
            LOST_HANDLES.incrementAndGet();
            throw e;
        }
    }

    private void fill(RandomAccessFile open) throws IOException {
        length = 0;
        while (true) {
            int count = open.read(buffer, length, buffer.length - length);
            if (count <= 0) {
                return;
            }
            length += count;
            if (length < buffer.length) {
                if (length < PAGE_BYTES) {
                    return;
                }
            } else {
                if (buffer.length >= MOST_BYTES) {
                    return;
                }
                buffer = Arrays.copyOf(buffer, 2 * buffer.length);
            }
        }
    }

    /**
     * The number that the file begins with.
     *
     * @return 0 or more; {@link #UNLIMITED} for {@code max}
     * @throws SignalUnavailableException if it does not begin with a number, naming the file and its text
     */
    long first() throws SignalUnavailableException {
        long number = number(0);
        if (number == ABSENT) {
            throw new SignalUnavailableException(path + " should hold a number, but holds '" + text().strip() + "'");
        }
        return number;
    }

    /**
     * The number in the line that begins with a key and a blank or a colon.
     *
     * @return {@link #ABSENT} if there is no such line, or no number in it
     */
    long value(String key) {
        byte[] bytes = buffer; // mostly read by code that is not compiled
        int start = 0;
        while (start < length) {
            if (begins(start, key)) {
                return number(start + key.length() + 1);
            }
            while (start < length && bytes[start] != '\n') {
                start++;
            }
            start++;
        }
        return ABSENT;
    }

    private boolean begins(int at, String key) {
        byte[] bytes = buffer;
        int end = at + key.length();
        if (end >= length) {
            return false;
        }
        for (int i = 0; i < key.length(); i++) {
            if (bytes[at + i] != key.charAt(i)) {
                return false;
            }
        }
        byte next = bytes[end];
        return next == ' ' || next == ':' || next == '\t';
    }

    private long number(int from) {
        byte[] bytes = buffer;
        int at = from;
        while (at < length && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        if (at + MAX.length <= length && bytes[at] == MAX[0] && bytes[at + 1] == MAX[1] && bytes[at + 2] == MAX[2]) {
            return UNLIMITED;
        }
        long number = 0;
        int digits = 0;
        for (; at < length && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            int digit = bytes[at] - '0';
            // What is too large for a long is no limit.
            number = number > (Long.MAX_VALUE - digit) / 10 ? UNLIMITED : 10 * number + digit;
            digits++;
        }
        return digits == 0 ? ABSENT : number;
    }

    /** All of it, for files whose numbers are not whole, or not at the start of a line. */
    String text() {
        return new String(buffer, 0, length, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        RandomAccessFile open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // Nothing was written: there is nothing to lose.
            } catch (OutOfMemoryError e) {
                LOST_HANDLES.incrementAndGet();
                throw e;
            }
        }
    }
}
