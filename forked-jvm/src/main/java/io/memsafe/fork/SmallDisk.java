package io.memsafe.fork;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A small file system of its own, a tmpfs, for tests of what happens when a disk is full. Only root can have one.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /**
     * Mounts one.
     *
     * @param folder an empty one, where it is seen
     * @param size as {@code mount} takes it, for example {@code 2m}
     * @return empty if it cannot be mounted here
     */
    public static Optional<SmallDisk> mount(Path folder, String size) {
        try {
            int exit = run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString());
            return exit == 0 ? Optional.of(new SmallDisk(folder)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // there is no such command
        }
    }

    /**
     * Makes it larger or smaller; what is on it stays.
     *
     * @param size as at {@link #mount}
     * @throws IllegalStateException if that is refused
     */
    public void resize(String size) {
        require("mount", "-o", "remount,size=" + size, folder.toString());
    }

    /** Takes it away, with what is on it. */
    @Override
    public void close() {
        require("umount", folder.toString());
    }

    private static void require(String... command) {
        try {
            int exit = run(command);
            if (exit != 0) {
                throw new IllegalStateException(String.join(" ", command) + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(String.join(" ", command) + " was interrupted", e);
        }
    }
}
