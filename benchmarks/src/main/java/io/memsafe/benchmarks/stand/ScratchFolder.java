package io.memsafe.benchmarks.stand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A temporary folder for one child, deleted with all that the child left there; a killed one leaves its collector's log.
 *
 * <p>Thread-safety: immutable; closed once.
 */
public final class ScratchFolder implements AutoCloseable {
    private final Path path;

    private ScratchFolder(Path path) {
        this.path = path;
    }

    /**
     * Makes one.
     *
     * @param prefix of its name
     * @return the folder
     * @throws IOException if it cannot be made
     */
    public static ScratchFolder make(String prefix) throws IOException {
        return new ScratchFolder(Files.createTempDirectory(prefix));
    }

    /**
     * Where it is.
     *
     * @return an existing folder
     */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        List<Path> files;
        try (var listed = Files.walk(path)) {
            files = new ArrayList<>(listed.toList());
        }
        for (int i = files.size() - 1; i >= 0; i--) {
            Files.delete(files.get(i));
        }
    }
}
