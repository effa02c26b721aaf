package io.memsafe.batch.spill;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The private folder of one accumulation, and the room in it.
 *
 * <p>It is called {@code memsafe-spill-PID-START-N}, and lives as long as a lock is held on the file of the same name
 * with {@code .lock} beside it. The kernel gives the lock up when the process dies, in whatever way; who gets the lock of
 * another's folder may remove it. The lock comes first and goes last, so that no folder is ever without one, and whoever
 * has got it looks whether the file is still there: its remover may have been faster.
 *
 * <p>On Unix, closing any descriptor of a file gives up the process's locks on it, so a process never opens lock files
 * of its own. It knows them by its id and its start: the id alone comes again, and in a container it is always the same.
 *
 * <p>Thread-safety: none.
 */
final class RunFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpillableSort.class);
    private static final String PREFIX = "memsafe-spill-";
    private static final String LOCK = ".lock";
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final Path path;
    private final Path lockFile;
    private final FileChannel lock;
    private final FreeSpace space;
    private final long maxBytes;
    private long usedBytes;
    private int nextRun;
    private boolean closed;

    /** How much a disk has left. */
    @FunctionalInterface
    interface FreeSpace {
        long bytes() throws IOException;
    }

    private RunFolder(Path path, Path lockFile, FileChannel lock, FreeSpace space, long maxBytes) {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
        this.space = space;
        this.maxBytes = maxBytes;
    }

    /** Makes a folder, and removes those that dead processes have left beside it. */
    static RunFolder create(SpillFolder where) throws IOException {
        return create(where, Files.getFileStore(where.parent())::getUsableSpace);
    }

    static RunFolder create(SpillFolder where, FreeSpace space) throws IOException {
        String own = PREFIX + ProcessHandle.current().pid() + "-"
                + ManagementFactory.getRuntimeMXBean().getStartTime() + "-";
        removeLeftovers(where.parent(), own);
        long maxBytes = where.maxBytes() == 0 ? space.bytes() / 2 : where.maxBytes();
        while (true) {
            Path folder = where.parent().resolve(own + NEXT.incrementAndGet());
            Path lockFile = folder.resolveSibling(folder.getFileName() + LOCK);
            FileChannel lock = lock(lockFile, StandardOpenOption.CREATE);
            if (lock == null) {
                continue; // it was taken for a leftover before it was locked
            }
            try {
                Files.createDirectory(folder, ownerOnly(folder, "rwx------"));
                return new RunFolder(folder, lockFile, lock, space, maxBytes);
            } catch (Throwable t) {
                try (lock) {
                    Files.deleteIfExists(folder);
                    Files.deleteIfExists(lockFile);
                }
                throw t;
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Locks a file, or says {@code null} if somebody else has done so, or has removed it. */
    private static @Nullable FileChannel lock(Path file, StandardOpenOption... more) throws IOException {
        EnumSet<StandardOpenOption> options = EnumSet.of(StandardOpenOption.WRITE);
        for (StandardOpenOption option : more) {
            options.add(option);
        }
        FileChannel channel = FileChannel.open(file, options, ownerOnly(file, "rw-------"));
        try {
            if (channel.tryLock() != null && Files.exists(file)) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close(); // of another copy of this class in this JVM
            return null;
        } catch (Throwable t) {
            channel.close();
            throw t;
        }
        channel.close();
        return null;
    }

    private static void removeLeftovers(Path parent, String own) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(parent, PREFIX + "*" + LOCK)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.startsWith(own)) {
                    removeLeftover(file, file.resolveSibling(name.substring(0, name.length() - LOCK.length())));
                }
            }
        }
    }

    private static void removeLeftover(Path lockFile, Path folder) {
        try (FileChannel lock = lock(lockFile)) {
            if (lock != null) {
                remove(folder);
                Files.deleteIfExists(lockFile);
                LOG.info("removed {}, which a process that is dead has left", folder);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("somebody else has removed {}", folder);
        } catch (IOException e) {
            LOG.info("cannot remove {}, which may be left from a dead process: {}", folder, e.toString());
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }

    Path path() {
        return path;
    }

    /** A path for a new run. */
    Path next() {
        return path.resolve("run-" + nextRun++);
    }

    /** Makes an empty file that nobody else may read. */
    static void createFile(Path file) throws IOException {
        Files.createFile(file, ownerOnly(file, "rw-------"));
    }

    long usedBytes() {
        return usedBytes;
    }

    /** Whether as many bytes would fit now. */
    boolean hasRoom(long bytes) throws IOException {
        return bytes <= maxBytes - usedBytes && bytes <= space.bytes();
    }

    /** Counts bytes that are about to be written. */
    void take(long bytes) throws IOException {
        long left = maxBytes - usedBytes;
        if (bytes > left) {
            throw new SpillFullException(path, bytes, left, usedBytes + " of maxBytes " + maxBytes + " are used");
        }
        long free = space.bytes();
        if (bytes > free) {
            throw diskFull(bytes, free);
        }
        usedBytes += bytes;
    }

    /** What a write that has failed means: a full disk, or something else. */
    IOException failed(long bytes, IOException cause) throws IOException {
        long free = space.bytes();
        if (free >= bytes) {
            return cause;
        }
        IOException full = diskFull(bytes, free);
        full.initCause(cause);
        return full;
    }

    private IOException diskFull(long bytes, long free) {
        return new SpillFullException(path, bytes, free, "the disk is full");
    }

    /** Removes a run, or what there is of it. */
    void remove(Path run, long bytes) throws IOException {
        Files.deleteIfExists(run);
        usedBytes -= bytes;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        try {
            remove(path);
            Files.deleteIfExists(lockFile);
        } finally {
            closed = true;
            lock.close();
        }
    }
}
