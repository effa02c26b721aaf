package io.memsafe.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body cannot be read any further than some bound, nor faster than memory allows.
 *
 * <p>Thread-safety: as that of the request.
 */
final class BoundedRequest extends HttpServletRequestWrapper {
    private final long limitBytes;
    private final UploadPace pace;
    private @Nullable ServletInputStream stream;
    private @Nullable BufferedReader reader;

    BoundedRequest(HttpServletRequest request, long limitBytes, UploadPace pace) {
        super(request);
        this.limitBytes = limitBytes;
        this.pace = pace;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (reader != null) {
            throw new IllegalStateException("the body is being read as text already");
        }
        return bounded();
    }

    private ServletInputStream bounded() throws IOException {
        ServletInputStream known = stream;
        if (known == null) {
            known = new Bounded(super.getInputStream(), limitBytes, pace);
            stream = known;
        }
        return known;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        BufferedReader known = reader;
        if (known == null) {
            if (stream != null) {
                throw new IllegalStateException("the body is being read as bytes already");
            }
            String encoding = getCharacterEncoding();
            known = new BufferedReader(
                    new InputStreamReader(bounded(), encoding == null ? StandardCharsets.ISO_8859_1.name() : encoding));
            reader = known;
        }
        return known;
    }

    /** Counts what is read, and waits before; who reads without blocking does not wait. */
    private static final class Bounded extends ServletInputStream {
        private final ServletInputStream body;
        private final long limitBytes;
        private UploadPace pace;
        private long readBytes;

        Bounded(ServletInputStream body, long limitBytes, UploadPace pace) {
            this.body = body;
            this.limitBytes = limitBytes;
            this.pace = pace;
        }

        private int counted(int count) throws IOException {
            readBytes += Math.max(0, count);
            if (readBytes > limitBytes) {
                throw new BodyTooLargeException(limitBytes);
            }
            return count;
        }

        @Override
        public int read() throws IOException {
            pace.await();
            int next = body.read();
            counted(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            pace.await();
            return counted(body.read(bytes, from, length));
        }

        @Override
        public int available() throws IOException {
            return body.available();
        }

        @Override
        public void close() throws IOException {
            body.close();
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            pace = UploadPace.NONE;
            body.setReadListener(listener);
        }
    }
}
