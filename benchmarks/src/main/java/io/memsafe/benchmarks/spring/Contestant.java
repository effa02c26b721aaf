package io.memsafe.benchmarks.spring;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** With what the application starts. */
enum Contestant {
    /** Nothing of memsafe on the class path. */
    WITHOUT(false, true),
    /** The starter on the class path, and its main switch off. */
    OFF(true, false),
    /** The starter as it is. */
    WITH(true, true);

    private static final String OURS = "memsafe-";

    private final boolean starter;
    private final boolean enabled;

    Contestant(boolean starter, boolean enabled) {
        this.starter = starter;
        this.enabled = enabled;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Properties of the application. */
    List<String> arguments() {
        return enabled ? List.of() : List.of("--memsafe.enabled=false");
    }

    /**
     * The application and what it needs, in a fixed order.
     *
     * @param built the folder that Maven has built the application into
     * @return as after {@code -cp}
     * @throws CannotMeasureException if it is not built
     */
    String classPath(Path built) {
        try (Stream<Path> libraries = Files.list(built.resolve("lib"))) {
            return Stream.concat(
                            Stream.of(built.resolve("classes")),
                            libraries
                                    .filter(library -> starter || !name(library).startsWith(OURS))
                                    .sorted())
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new CannotMeasureException(
                    "the application is not built in " + built + ": start this by benchmarks/run", e);
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
