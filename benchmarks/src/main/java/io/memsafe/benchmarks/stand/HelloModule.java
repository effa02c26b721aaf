package io.memsafe.benchmarks.stand;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The applications of Spring Boot, which are a module of their own.
 *
 * <p>Thread-safety: immutable.
 */
public final class HelloModule {
    private static final Path BUILT = Path.of("benchmarks", "hello", "target");

    private HelloModule() {}

    /**
     * Where Maven has built it.
     *
     * @return a folder with {@code classes} and {@code lib}
     */
    public static Path built() {
        return Path.of(System.getProperty("memsafe.root", "")).resolve(BUILT);
    }

    /**
     * Its classes and what they need, in a fixed order.
     *
     * @param built the folder it was built into
     * @param library which archives, by name
     * @return as after {@code -cp}
     * @throws CannotMeasureException if it is not built
     */
    public static String classPath(Path built, Predicate<String> library) {
        try (Stream<Path> libraries = Files.list(built.resolve("lib"))) {
            return Stream.concat(
                            Stream.of(built.resolve("classes")),
                            libraries
                                    .filter(each -> library.test(String.valueOf(each.getFileName())))
                                    .sorted())
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new CannotMeasureException(
                    "the application is not built in " + built + ": start this by benchmarks/run", e);
        }
    }
}
