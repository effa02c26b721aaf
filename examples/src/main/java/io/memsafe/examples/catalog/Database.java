package io.memsafe.examples.catalog;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the catalog is kept.
 *
 * @param url JDBC URL, with the settings that the catalog needs
 * @param user user name, may be empty
 * @param password password, may be empty
 */
record Database(String url, String user, String password) {

    /**
     * H2 gathers commits for up to half a second before they are in its file, and on an OutOfMemoryError in any command
     * it closes the whole database at once, without writing them. Without delay a commit is in the file when it
     * returns. Traces go nowhere: they need memory when there is none.
     */
    private static final String[][] H2_SETTINGS = {
        {"WRITE_DELAY", "0"}, {"CACHE_SIZE", "2048"}, {"DB_CLOSE_ON_EXIT", "FALSE"}, {"TRACE_LEVEL_FILE", "0"}
    };

    /** The default: H2 in files that start with this path. */
    static Database inFile(Path path) {
        return of("jdbc:h2:file:" + path.toAbsolutePath(), "", "");
    }

    /** Any other, by its JDBC URL; settings that H2 needs here and the URL does not have are added. */
    static Database of(String url, @Nullable String user, @Nullable String password) {
        StringBuilder complete = new StringBuilder(url);
        if (url.startsWith("jdbc:h2:")) {
            for (String[] setting : H2_SETTINGS) {
                if (!url.toUpperCase(Locale.ROOT).contains(";" + setting[0] + "=")) {
                    complete.append(';').append(setting[0]).append('=').append(setting[1]);
                }
            }
        }
        return new Database(complete.toString(), user == null ? "" : user, password == null ? "" : password);
    }

    /** Whether the database runs inside this JVM, in its heap. */
    boolean embedded() {
        return url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:h2:tcp:") && !url.startsWith("jdbc:h2:ssl:");
    }

    /** A new connection, which commits when told. */
    Connection connect() throws SQLException {
        Connection connection = user.isEmpty() && password.isEmpty()
                ? DriverManager.getConnection(url)
                : DriverManager.getConnection(url, user, password);
        try {
            connection.setAutoCommit(false);
            return connection;
        } catch (Throwable t) {
            connection.close();
            throw t;
        }
    }

    /** The URL without password, for messages. */
    String shownUrl() {
        int settings = url.startsWith("jdbc:h2:") ? url.indexOf(';') : url.indexOf('?');
        return settings < 0 ? url : url.substring(0, settings);
    }
}
