package io.memsafe.fork;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real MariaDB server of the system's packages, in a folder and on a port of its own.
 *
 * <p>Thread-safety: none; the server itself serves any number of clients.
 */
public final class LocalMariaDb implements AutoCloseable {
    private static final Path SERVER = Path.of("/usr/sbin/mariadbd");
    private static final String DATABASE = "test";
    private static final int ATTEMPTS = 600;

    private final Process process;
    private final Path folder;
    private final int port;

    private LocalMariaDb(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /**
     * Whether a server can be started here.
     *
     * @return whether one is installed
     */
    public static boolean isInstalled() {
        return Files.isExecutable(SERVER);
    }

    /**
     * Starts a server.
     *
     * @return the server, which answers
     * @throws IOException if there is none, or it does not start; with what it said
     * @throws InterruptedException if interrupted while it starts
     */
    public static LocalMariaDb start() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("memsafe-mariadb");
        String data = "--datadir=" + folder.resolve("data");
        String user = "--user=" + System.getProperty("user.name");
        String socket = "--socket=" + folder.resolve("socket");
        ServerFolder.run(List.of(
                "mariadb-install-db",
                "--no-defaults",
                "--auth-root-authentication-method=normal",
                "--skip-name-resolve",
                data,
                user));
        int port = FreePort.find();
        Path log = folder.resolve("server.log");
        List<String> command = new ArrayList<>(List.of(SERVER.toString(), "--no-defaults", data, user, socket));
        command.addAll(List.of(
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--pid-file=" + folder.resolve("pid")));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        LocalMariaDb server = new LocalMariaDb(process, folder, port);
        for (int i = 0; !Files.readString(log).contains("ready for connections"); i++) {
            if (!process.isAlive() || i == ATTEMPTS) {
                String said = Files.readString(log);
                server.close();
                throw new IOException("MariaDB did not start: " + said);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return server;
    }

    /**
     * Where the server answers, for the driver of MariaDB.
     *
     * @return the JDBC URL of an empty database, which the user root may use without a password
     */
    public String url() {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + DATABASE + "?createDatabaseIfNotExist=true";
    }

    /**
     * The same for the driver of MySQL.
     *
     * @return the JDBC URL of the same database
     */
    public String mysqlUrl() {
        return "jdbc:mysql://127.0.0.1:" + port + "/" + DATABASE + "?createDatabaseIfNotExist=true";
    }

    /**
     * Kills the server and removes its files.
     *
     * @throws IOException if that fails, or the thread is interrupted while the server ends
     */
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while MariaDB ended", e);
        }
        ServerFolder.remove(folder);
    }
}
