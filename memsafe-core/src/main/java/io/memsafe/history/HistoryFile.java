package io.memsafe.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A history open for writing, by one program at a time.
 *
 * <p>The lock is on a file of its own: closing any descriptor of a locked file gives its lock up on Unix, so that a
 * reader in the same program would take it from the writer.
 *
 * <p>Thread-safety: none; used by one thread at a time.
 */
final class HistoryFile implements AutoCloseable {
    private static final int BLOCK_BYTES = 1 << 16;
    private static final Set<OpenOption> READ_WRITE =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final Path path;
    private final FileChannel lock;
    private final FileChannel channel;

    private HistoryFile(Path path, FileChannel lock, FileChannel channel) {
        this.path = path;
        this.lock = lock;
        this.channel = channel;
    }

    /**
     * Locks a history, and creates its file if there is none.
     *
     * @throws UncheckedIOException if it cannot be opened, is something else, or is in use
     */
    static HistoryFile open(Path path) {
        Path lockPath = path.resolveSibling(path.getFileName() + ".lock");
        try {
            FileChannel lock = FileChannel.open(lockPath, READ_WRITE, ownerOnly(path));
            try {
                lock(lock, lockPath);
                FileChannel channel = FileChannel.open(path, READ_WRITE, ownerOnly(path));
                try {
                    FileHeader.check(channel, path);
                    return new HistoryFile(path, lock, channel);
                } catch (IOException | RuntimeException | Error e) {
                    channel.close();
                    throw e;
                }
            } catch (IOException | RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the history " + path + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static void lock(FileChannel lock, Path lockPath) throws IOException {
        try {
            if (lock.tryLock() == null) {
                throw new IOException("another process writes it and holds " + lockPath);
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException("another governor of this JVM writes it", e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    Path path() {
        return path;
    }

    Ring ring(HistoryResolution resolution) {
        return new Ring(channel, resolution);
    }

    /**
     * Writes the header and takes up the room for all records, so that a disk that becomes full later keeps none of
     * them out. May be called again after it has failed.
     */
    void prepare(HistoryJvm jvm) throws IOException {
        if (!FileHeader.check(channel, path)) {
            FileHeader.create(channel);
        }
        FileHeader.writeJvm(channel, jvm);
        long had = channel.size();
        long missing = Ring.fileBytes() - had;
        if (missing <= 0) {
            return;
        }
        long usable = Files.getFileStore(path).getUsableSpace();
        if (usable < missing) {
            throw new IOException("it needs " + missing + " more bytes, but the disk has " + usable + " left");
        }
        try {
            reserve(had);
        } catch (IOException e) {
            channel.truncate(had);
            throw e;
        }
        channel.force(true);
    }

    private void reserve(long from) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(BLOCK_BYTES);
        for (long at = from; at < Ring.fileBytes(); ) {
            zeros.clear().limit((int) Math.min(BLOCK_BYTES, Ring.fileBytes() - at));
            at += channel.write(zeros, at);
        }
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            channel.close();
        }
    }
}
