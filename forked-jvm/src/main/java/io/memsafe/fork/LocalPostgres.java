package io.memsafe.fork;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real PostgreSQL server of the system's packages, in a folder and on a port of its own.
 *
 * <p>Thread-safety: none; the server itself serves any number of clients.
 */
public final class LocalPostgres implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final String USER = "catalog";

    private final Path binaries;
    private final Path folder;
    private final int port;

    private LocalPostgres(Path binaries, Path folder, int port) {
        this.binaries = binaries;
        this.folder = folder;
        this.port = port;
    }

    /**
     * Whether a server can be started here; a test is skipped where not.
     *
     * @return whether one is installed
     * @throws IllegalStateException if none is, and the environment variable {@code MEMSAFE_CI} says that no test may be
     *     skipped
     * @throws IOException if the folder of the system's servers cannot be listed
     */
    public static boolean isInstalled() throws IOException {
        boolean installed = binaries().isPresent();
        if (!installed && Boolean.parseBoolean(System.getenv("MEMSAFE_CI"))) {
            throw new IllegalStateException("no PostgreSQL server below " + INSTALLED + "; CI has to install it");
        }
        return installed;
    }

    /**
     * Starts a server.
     *
     * @return the server, which answers
     * @throws IOException if there is none, or it does not start
     * @throws InterruptedException if interrupted while it starts
     */
    public static LocalPostgres start() throws IOException, InterruptedException {
        Path programs = binaries().orElseThrow(() -> new IOException("no PostgreSQL server below " + INSTALLED));
        Path folder = Files.createTempDirectory("catalog-postgres");
        int port = FreePort.find();
        LocalPostgres server = new LocalPostgres(programs, folder, port);
        if (ServerFolder.isRoot()) {
            ServerFolder.run(List.of("chown", "postgres", folder.toString()));
        }
        server.call("initdb", "-D", server.data(), "-A", "trust", "-U", USER, "-N");
        server.call(
                "pg_ctl",
                "-D",
                server.data(),
                "-l",
                folder.resolve("server.log").toString(),
                "-w",
                "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c fsync=off -k " + folder,
                "start");
        return server;
    }

    private static Optional<Path> binaries() throws IOException {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("pg_ctl")))
                    .max(Comparator.naturalOrder());
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /** The server refuses to run as root. */
    private void call(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (ServerFolder.isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        ServerFolder.run(command);
    }

    /**
     * Where the server answers.
     *
     * @return the JDBC URL of an empty database
     */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /**
     * Who may connect, without a password.
     *
     * @return the owner of the database
     */
    public String user() {
        return USER;
    }

    /**
     * Kills the server and removes its files.
     *
     * @throws IOException if that fails, or the thread is interrupted while the server ends
     */
    @Override
    public void close() throws IOException {
        try {
            call("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while PostgreSQL ended", e);
        }
        ServerFolder.remove(folder);
    }
}
