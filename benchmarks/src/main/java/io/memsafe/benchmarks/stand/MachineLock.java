package io.memsafe.benchmarks.stand;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Held while something is measured, so that no two measurements overlap on a machine. The file names its holder; the
 * operating system lets go of it when the holder ends, however it ends.
 *
 * <p>A program that holds it must not open the file otherwise: on POSIX systems, closing any channel of a file lets go
 * of all locks that the process has on it.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class MachineLock implements AutoCloseable {

    // Far behind the text, so that those who wait can read it also where locks keep readers out.
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    private static final int MOST_TEXT = 512;
    private static final long RETRY_MILLIS = 500;

    private final FileChannel channel;
    private final FileLock lock;

    private MachineLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the lock, waiting for it if need be.
     *
     * @param file made if missing, and left behind
     * @param holder who takes it, as others will read it
     * @param longest how long to wait
     * @param news hears once whom it waits for
     * @return the lock; close it to let others measure
     * @throws CannotMeasureException if it is still held when the time is up, or the file cannot be opened
     */
    public static MachineLock acquire(Path file, String holder, Duration longest, Consumer<String> news) {
        long start = System.nanoTime();
        boolean told = false;
        while (true) {
            MachineLock lock = tryAcquire(file, holder);
            if (lock != null) {
                return lock;
            }
            String other = holderOf(file);
            if (System.nanoTime() - start >= longest.toNanos()) {
                throw new CannotMeasureException("another measurement still runs after a wait of "
                        + longest.toSeconds() + " s: " + other
                        + ". Wait longer with --wait MINUTES, or stop that one first.");
            }
            if (!told) {
                news.accept("waiting up to " + longest.toSeconds() + " s for another measurement: " + other);
                told = true;
            }
            pause();
        }
    }

    private static @Nullable MachineLock tryAcquire(Path file, String holder) {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
                if (lock != null) {
                    channel.truncate(0);
                    channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
                    return new MachineLock(channel, lock);
                }
            } catch (OverlappingFileLockException e) {
                // Held by this very program, which is as good as held by another one.
                channel.close();
                return null;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            channel.close();
            return null;
        } catch (IOException e) {
            throw new CannotMeasureException("cannot lock " + file + ": " + e, e);
        }
    }

    private static String holderOf(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer text = ByteBuffer.allocate(MOST_TEXT);
            int length = channel.read(text, 0);
            return length <= 0
                    ? "(it has not said who it is)"
                    : new String(text.array(), 0, length, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "(" + file + " cannot be read: " + e.getMessage() + ")";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotMeasureException("interrupted while waiting for another measurement", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.truncate(0);
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new CannotMeasureException("cannot release the lock: " + e, e);
        }
    }
}
