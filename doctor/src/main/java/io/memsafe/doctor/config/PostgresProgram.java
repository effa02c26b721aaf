package io.memsafe.doctor.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The server program of PostgreSQL, which distributions keep out of the path. */
final class PostgresProgram {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private PostgresProgram() {}

    /** Of the version, else the newest, else that of the path. */
    static @Nullable Path find(String version) throws IOException {
        Path own = DEBIAN.resolve(version).resolve("bin/postgres");
        if (Files.isExecutable(own)) {
            return own;
        }
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> versions = Files.list(DEBIAN)) {
                Path newest = versions.map(each -> each.resolve("bin/postgres"))
                        .filter(Files::isExecutable)
                        .max(Comparator.naturalOrder())
                        .orElse(null);
                if (newest != null) {
                    return newest;
                }
            }
        }
        return Programs.find("postgres");
    }
}
