package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memsafe.MemoryGovernor;
import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.LocalMariaDb;
import io.memsafe.fork.LocalPostgres;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.postgresql.ds.PGSimpleDataSource;

/** Results far larger than the heap, in child JVMs; a plain query of the same rows dies there. */
@Execution(ExecutionMode.CONCURRENT)
class JdbcStreamingForkedTest {
    private static final int H2_ROWS = 120;
    private static final int POSTGRES_ROWS = 2_000;

    @TempDir
    private Path folder;

    private static ForkedResult run(String how, String url, String user, String sql) {
        return ForkedJvm.on(Jdk.running())
                .collector(Collector.SERIAL) // gives up soonest where nothing can be freed
                .heap("40m")
                .ownClassPath()
                .main(Child.class.getName(), how, url, user, sql)
                .run();
    }

    private static void assertOnlyStreamingSurvives(String url, String user, String sql, long rows) {
        ForkedResult streamed = run("streamed", url, user, sql);
        assertThat(streamed.exitCode()).as("%s", streamed).isZero();
        assertThat(streamed.lines())
                .contains("status=COMPLETED", "rows=" + rows, "sum=" + rows * (rows + 1) / 2, "doubt=null");
        ForkedResult plain = run("plain", url, user, sql.replace("where id > ?", "where id > 0"));
        // Of an OutOfMemoryError, or of what one has left behind: drivers do not always pass it on.
        assertThat(plain.exitCode()).as("%s", plain).isNotZero();
        assertThat(plain.lines()).as("%s", plain).isEmpty();
    }

    @Test
    void h2StreamsWhatDoesNotFitIntoTheHeap() throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:" + folder.resolve("big") + ";CACHE_SIZE=2048");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table big (id bigint primary key, text varchar(1000000))");
            statement.execute(
                    "insert into big select x, repeat('x', 500000) || x from system_range(1, " + H2_ROWS + ")");
        }
        assertOnlyStreamingSurvives(
                database.getURL(), "", "select id, text from big where id > ? order by id", H2_ROWS);
    }

    @Test
    void postgresStreamsWhatDoesNotFitIntoTheHeap() throws Exception {
        assumeTrue(LocalPostgres.isInstalled());
        try (LocalPostgres server = LocalPostgres.start()) {
            String sql = "select id, text from (select i::bigint as id, repeat(md5(i::text), 1300) as text"
                    + " from generate_series(1, " + POSTGRES_ROWS + ") i) rows where id > ? order by id";
            assertOnlyStreamingSurvives(server.url(), server.user(), sql, POSTGRES_ROWS);
        }
    }

    @Tag("mysql")
    @Test
    void mysqlAndMariaDbStreamWhatDoesNotFitIntoTheHeap() throws Exception {
        assumeTrue(LocalMariaDb.isInstalled(), "no MariaDB server is installed");
        try (LocalMariaDb server = LocalMariaDb.start()) {
            try (Connection connection = DriverManager.getConnection(server.url(), "root", "");
                    Statement statement = connection.createStatement()) {
                statement.execute("create table big (id bigint primary key, text mediumtext)");
                statement.execute("insert into big select seq, repeat(md5(seq), 1300) from seq_1_to_" + POSTGRES_ROWS);
            }
            String sql = "select id, text from big where id > ? order by id";
            String rowByRow = server.mysqlUrl();
            for (String url : List.of(server.url(), rowByRow, rowByRow + "&useCursorFetch=true")) {
                assertOnlyStreamingSurvives(url, "root", sql, POSTGRES_ROWS);
            }
        }
    }

    /** Reads all rows, through a job or plainly, and prints what it saw. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            DataSource source = source(args[1], args[2]);
            if (args[0].equals("plain")) {
                try (Connection connection = source.getConnection();
                        Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery(args[3])) {
                    while (rows.next()) {
                        rows.getString(2);
                    }
                    System.out.println("read to the end");
                    return;
                }
            }
            AtomicLong sum = new AtomicLong();
            JdbcReader<Object[]> reader = ItemReader.<Object[]>jdbc(
                            source, args[3], row -> new Object[] {row.getLong(1), row.getString(2)})
                    .orderedBy("id", 0L)
                    .fetchSize(20);
            try (MemoryGovernor governor = MemoryGovernor.start()) {
                BatchReport report = BatchJob.<Object[], Object[]>named("big")
                        .reader(reader)
                        .processor(row -> row)
                        .writer(rows -> {
                            for (Object[] row : rows) {
                                sum.addAndGet((Long) row[0]);
                            }
                        })
                        .workers(1)
                        .run(governor);
                System.out.println("status=" + report.status());
                System.out.println("rows=" + report.written());
                System.out.println("sum=" + sum);
                System.out.println("doubt=" + reader.streamingDoubt());
                System.out.println("failure=" + report.failure());
            }
        }

        private static DataSource source(String url, String user) {
            if (url.startsWith("jdbc:h2:")) {
                JdbcDataSource h2 = new JdbcDataSource();
                h2.setURL(url);
                return h2;
            }
            if (!url.startsWith("jdbc:postgresql:")) {
                return (DataSource) Proxy.newProxyInstance(
                        Child.class.getClassLoader(),
                        new Class<?>[] {DataSource.class},
                        (proxy, method, arguments) -> DriverManager.getConnection(url, user, ""));
            }
            PGSimpleDataSource postgres = new PGSimpleDataSource();
            postgres.setURL(url);
            postgres.setUser(user);
            return postgres;
        }
    }
}
