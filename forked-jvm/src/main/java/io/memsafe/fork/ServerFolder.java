package io.memsafe.fork;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What servers have in common that live in a folder of their own. */
final class ServerFolder {
    private ServerFolder() {}

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** Runs a program of a server to its end. */
    static void run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("memsafe-server", ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .directory(Path.of("/").toFile())
                .start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        String said = Files.readString(output);
        Files.delete(output);
        if (!ended || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(command + " failed: " + said);
        }
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
