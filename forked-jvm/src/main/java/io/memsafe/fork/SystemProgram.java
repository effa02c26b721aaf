package io.memsafe.fork;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A program of the system that a test needs.
 *
 * <p>Thread-safety: immutable.
 */
public final class SystemProgram {
    private SystemProgram() {}

    /**
     * Looks for a program, as a shell does and where the system keeps those of its administrator.
     *
     * @param name of the program
     * @return where it is
     * @throws IllegalStateException if it is not there, and the environment variable {@code MEMSAFE_CI} says that no test may
     *     be skipped
     */
    public static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + File.pathSeparator + "/usr/sbin";
        for (String folder : path.split(File.pathSeparator, -1)) {
            Path program = Path.of(folder, name);
            if (Files.isExecutable(program)) {
                return Optional.of(program);
            }
        }
        if (Boolean.parseBoolean(System.getenv("MEMSAFE_CI"))) {
            throw new IllegalStateException("no program '" + name + "' is installed, and no test may be skipped here");
        }
        return Optional.empty();
    }
}
