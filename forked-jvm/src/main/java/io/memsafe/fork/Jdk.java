package io.memsafe.fork;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Java runtime on this machine.
 *
 * <p>Thread-safety: immutable.
 *
 * @param home its folder, symbolic links resolved
 * @param version its full version, as in {@code 17.0.15+6}
 */
public record Jdk(Path home, Runtime.Version version) {

    private static final String VERSION_KEY = "JAVA_VERSION=";

    /**
     * The runtime this program runs on.
     *
     * @return the running one
     */
    public static Jdk running() {
        return new Jdk(real(Path.of(System.getProperty("java.home"))), Runtime.version());
    }

    /**
     * The runtime in a folder.
     *
     * @param home a folder with {@code bin/java} and {@code release}
     * @return that runtime
     * @throws IllegalArgumentException if there is none, with the reason
     */
    public static Jdk at(Path home) {
        if (!Files.isExecutable(home.resolve("bin/java"))) {
            throw new IllegalArgumentException("no JDK in " + home + ": bin/java is missing there");
        }
        String version = versionOf(home);
        if (version == null) {
            throw new IllegalArgumentException("no JDK in " + home + ": its file release names no " + VERSION_KEY);
        }
        return new Jdk(real(home), Runtime.Version.parse(version));
    }

    /**
     * All runtimes that can be found: the running one, the one of {@code JAVA_HOME}, and the neighbours of both.
     *
     * @return the runtimes, oldest version first, each once
     */
    public static List<Jdk> all() {
        Jdk running = running();
        Set<Path> candidates = new LinkedHashSet<>();
        addWithNeighbours(running.home(), candidates);
        String javaHome = System.getenv("JAVA_HOME");
        if (javaHome != null && !javaHome.isBlank() && Files.isDirectory(Path.of(javaHome))) {
            addWithNeighbours(real(Path.of(javaHome)), candidates);
        }
        List<Jdk> found = new ArrayList<>();
        for (Path candidate : candidates) {
            if (candidate.equals(running.home())) {
                found.add(running);
            } else if (Files.isExecutable(candidate.resolve("bin/java")) && versionOf(candidate) != null) {
                found.add(at(candidate));
            }
        }
        found.sort(Comparator.comparing(Jdk::version));
        return List.copyOf(found);
    }

    /**
     * The newest of {@link #all()}.
     *
     * @return the runtime with the highest version
     */
    public static Jdk newest() {
        List<Jdk> all = all();
        return all.get(all.size() - 1);
    }

    /**
     * The feature version.
     *
     * @return for example 17
     */
    public int feature() {
        return version.feature();
    }

    /**
     * The launcher.
     *
     * @return {@code bin/java} of this runtime
     */
    public Path java() {
        return home.resolve("bin/java");
    }

    @Override
    public String toString() {
        return "JDK " + version + " in " + home;
    }

    private static void addWithNeighbours(Path home, Set<Path> candidates) {
        candidates.add(home);
        Path folder = home.getParent();
        if (folder == null) {
            return;
        }
        try (DirectoryStream<Path> neighbours = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path neighbour : neighbours) {
                candidates.add(real(neighbour));
            }
        } catch (IOException e) {
            // A folder that cannot be listed has no neighbours to offer; the home itself is already in.
            return;
        }
    }

    private static @Nullable String versionOf(Path home) {
        try {
            for (String line : Files.readAllLines(home.resolve("release"))) {
                if (line.startsWith(VERSION_KEY)) {
                    return line.substring(VERSION_KEY.length())
                            .replace("\"", "")
                            .strip();
                }
            }
        } catch (IOException e) {
            return null;
        }
        return null;
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
