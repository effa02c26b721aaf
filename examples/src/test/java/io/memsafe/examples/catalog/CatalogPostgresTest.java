package io.memsafe.examples.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.LocalPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalog in a real PostgreSQL. */
class CatalogPostgresTest {
    @TempDir
    private Path folder;

    private ForkedResult catalog(LocalPostgres server, String... more) {
        String[] all = new String[more.length + 8];
        String[] common = {
            "--modules",
            "java.base,java.xml",
            "--out",
            folder.toString(),
            "--jdbc-url",
            server.url(),
            "--user",
            server.user()
        };
        System.arraycopy(common, 0, all, 0, common.length);
        System.arraycopy(more, 0, all, common.length, more.length);
        return ForkedJvm.on(Jdk.running())
                .heap("40m")
                .ownClassPath()
                .temporaryFolder(folder)
                .main(Catalog.class.getName(), all)
                .run();
    }

    @Test
    void theCatalogIsCompleteVerifiedAndThere() throws IOException, InterruptedException, SQLException {
        assumeTrue(LocalPostgres.isInstalled(), "no PostgreSQL server is installed");
        try (LocalPostgres server = LocalPostgres.start()) {
            ForkedResult result = catalog(server);
            assertThat(result.exitCode()).as("%s", result).isZero();
            assertThat(String.join("\n", result.lines()))
                    .contains("Verified: ")
                    .contains("Biggest classes")
                    .contains("java.lang.Object");
            try (Connection connection = DriverManager.getConnection(server.url(), server.user(), "");
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select count(*), count(distinct id) from entry")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getLong(1)).isGreaterThan(5_000).isEqualTo(rows.getLong(2));
            }
            assertThat(catalog(server).exitCode()).as("not overwritten unasked").isEqualTo(2);
            assertThat(catalog(server, "--overwrite").exitCode()).isZero();
        }
    }
}
