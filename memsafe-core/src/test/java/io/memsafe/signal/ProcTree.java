package io.memsafe.signal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with the layout of {@code /proc} and {@code /sys}, as a kernel would show it. */
record ProcTree(Path root) {

    ProcTree {
        write(root.resolve("proc/meminfo"), "MemTotal:       16384000 kB\nMemAvailable:    8192000 kB\n");
    }

    ProcTree file(String name, String text) {
        write(root.resolve(name), text);
        return this;
    }

    void remove(String name) {
        try {
            Files.delete(root.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
