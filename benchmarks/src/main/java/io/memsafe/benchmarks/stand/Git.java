package io.memsafe.benchmarks.stand;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What git knows of the sources that are measured. */
final class Git {

    private static final long SECONDS = 10;

    private Git() {}

    /**
     * Asks git.
     *
     * @param folder where it is asked
     * @param arguments of the command
     * @return what it printed; empty if there is no git, no repository, or nothing of the kind
     */
    static Optional<String> ask(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean good = process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
            return good ? Optional.of(text.strip()) : Optional.empty();
        } catch (IOException e) {
            // No git here, as in an unpacked archive of the sources.
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
