package io.memsafe.web;

import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.Enumeration;
import java.util.function.ToLongFunction;

/**
 * What a session holds, told from how long it is when it is serialised. An attribute that cannot be counts as far as it could, at
 * least as a kilobyte.
 *
 * <p>Thread-safety: immutable. Attributes that another thread changes meanwhile may be measured wrongly.
 */
final class SerializedSize implements ToLongFunction<HttpSession> {
    private static final long UNKNOWN_BYTES = 1 << 10;

    @Override
    public long applyAsLong(HttpSession session) {
        long bytes = 0;
        for (Enumeration<String> names = session.getAttributeNames(); names.hasMoreElements(); ) {
            bytes += sizeOf(session.getAttribute(names.nextElement()));
        }
        return bytes;
    }

    private static long sizeOf(Object attribute) {
        Counted counted = new Counted();
        try (ObjectOutputStream out = new ObjectOutputStream(counted)) {
            out.writeObject(attribute);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return Math.max(counted.bytes, UNKNOWN_BYTES);
        }
        return counted.bytes;
    }

    /** Keeps nothing. */
    private static final class Counted extends OutputStream {
        private long bytes;

        @Override
        public void write(int next) {
            bytes++;
        }

        @Override
        public void write(byte[] buffer, int from, int length) {
            bytes += length;
        }
    }
}
