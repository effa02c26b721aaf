package io.memsafe.benchmarks.web.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers of the server that outlive it: they lie in a mapped file, and to count takes no memory.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
public final class Counters {
    private static final int ERRORS = 0;
    private static final int GARBAGE = 8;
    private static final int BYTES = 16;

    private final MappedByteBuffer file;
    private final AtomicLong errors = new AtomicLong();

    /**
     * Counters in a new file.
     *
     * @param path of the file
     */
    public Counters(Path path) {
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            file = channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void error() {
        file.putLong(ERRORS, errors.incrementAndGet());
    }

    void garbage(long bytes) {
        file.putLong(GARBAGE, bytes);
    }

    /**
     * OutOfMemoryErrors that a server has seen.
     *
     * @param path of its file
     * @return how many
     * @throws IOException if it cannot be read
     */
    public static long errors(Path path) throws IOException {
        return read(path, ERRORS);
    }

    /**
     * Garbage that a server has made beside its requests.
     *
     * @param path of its file
     * @return bytes
     * @throws IOException if it cannot be read
     */
    public static long garbage(Path path) throws IOException {
        return read(path, GARBAGE);
    }

    private static long read(Path path, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        return bytes.length < BYTES ? 0 : ByteBuffer.wrap(bytes).getLong(at);
    }
}
