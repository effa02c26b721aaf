package io.memsafe.doctor.config;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Finds and runs programs of the system: without input, for a minute at most, and with bounded output. */
final class Programs {
    private static final int MOST_OUTPUT = 1 << 20;
    private static final long SECONDS = 60;

    private Programs() {}

    /**
     * What a program answered.
     *
     * @param exitCode -1 if it was ended, for it had said enough or took too long
     */
    record Answer(int exitCode, String output) {}

    /** As a shell looks for it, and where the system keeps the programs of its administrator; null if it is not there. */
    static @Nullable Path find(String... names) {
        String path = System.getenv("PATH");
        String folders = (path == null ? "" : path + File.pathSeparator) + "/usr/sbin" + File.pathSeparator + "/sbin";
        for (String name : names) {
            for (String folder : folders.split(File.pathSeparator, -1)) {
                Path program = Path.of(folder, name);
                if (!folder.isEmpty() && Files.isExecutable(program)) {
                    return program;
                }
            }
        }
        return null;
    }

    static Answer run(List<String> command, Map<String, String> environment) throws IOException {
        return run(command, environment, "\0");
    }

    /** Runs a program to its end, or until it has said something; output and errors are one. */
    static Answer run(List<String> command, Map<String, String> environment, String enough) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().putAll(environment);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        StringBuilder output = new StringBuilder();
        Thread watch = new Thread(() -> endLater(process), "end of " + command.get(0));
        watch.setDaemon(true);
        watch.start();
        try (InputStream in = process.getInputStream()) {
            byte[] buffer = new byte[1 << 13];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (output.length() < MOST_OUTPUT) {
                    output.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
                }
                if (output.indexOf(enough) >= 0) {
                    return new Answer(-1, output.toString());
                }
            }
            return new Answer(process.waitFor(), output.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.get(0) + " ran", e);
        } finally {
            process.destroyForcibly();
            watch.interrupt();
        }
    }

    private static void endLater(Process process) {
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            // It has ended.
        }
    }
}
