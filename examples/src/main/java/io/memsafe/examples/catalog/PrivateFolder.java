package io.memsafe.examples.catalog;

import io.memsafe.fork.RunningJvm;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A folder for temporary files that goes with the program, also when it is interrupted.
 *
 * <p>Thread-safety: safe.
 */
final class PrivateFolder implements AutoCloseable {

    private static final int ATTEMPTS = 20;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Path path;
    private final boolean kept;
    private boolean removed;
    private final Thread hook = new Thread(this::removeAtEnd, "catalog-clean-up");

    PrivateFolder(boolean kept) throws IOException {
        this.path = Files.createTempDirectory("memsafe-demo-");
        this.kept = kept;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** A new folder in it. Nobody gets one while the program ends: it would bring back what has been removed. */
    synchronized Path folder(String name) throws IOException {
        if (removed) {
            throw new IOException(path + " has been removed, since the program ends");
        }
        return Files.createDirectories(path.resolve(name));
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        remove();
    }

    /** A child that still lives could bring back what has been removed. */
    private void removeAtEnd() {
        RunningJvm.endAll();
        remove();
    }

    /** Tries again for a while: what else writes there may not have ended. */
    private void remove() {
        synchronized (this) {
            removed = !kept;
        }
        IOException failure = null;
        for (int attempt = 0; attempt < ATTEMPTS && !kept && Files.exists(path); attempt++) {
            try {
                removeOnce();
                failure = null;
            } catch (IOException e) {
                failure = e;
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
        if (failure != null) {
            Failures.note("temporary files may be left in " + path, failure);
        }
    }

    private void removeOnce() throws IOException {
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
