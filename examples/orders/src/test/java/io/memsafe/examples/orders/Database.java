package io.memsafe.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memsafe.examples.orders.OrderFile.Fate;
import io.memsafe.fork.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder of the example, and its database while the program does not run. Thread-safety: none. */
final class Database implements AutoCloseable {
    private static final Pattern POSITION = Pattern.compile("^\\{\"position\":(\\d+),");

    /** What it is in. */
    enum Kind {
        H2,
        POSTGRES
    }

    private final Path folder;
    private final @Nullable LocalPostgres postgres;

    private Database(Path folder, @Nullable LocalPostgres postgres) {
        this.folder = folder;
        this.postgres = postgres;
    }

    static Database open(Kind kind, Path folder) throws Exception {
        if (kind == Kind.H2) {
            return new Database(folder, null);
        }
        assumeTrue(LocalPostgres.isInstalled(), "no PostgreSQL server is installed");
        return new Database(folder, LocalPostgres.start());
    }

    /** The command line of the program for it. */
    String[] arguments(String... more) {
        Stream<String> arguments = postgres == null
                ? Stream.of()
                : Stream.of(
                        "--spring.profiles.active=postgres",
                        "--spring.datasource.url=" + postgres.url(),
                        "--spring.datasource.username=" + postgres.user());
        return Stream.of(Stream.of("--orders.folder=" + folder), arguments, Arrays.stream(more))
                .flatMap(part -> part)
                .toArray(String[]::new);
    }

    private List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = postgres == null
                        ? DriverManager.getConnection("jdbc:h2:file:" + folder + "/db")
                        : DriverManager.getConnection(postgres.url(), postgres.user(), "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }

    /** What became of each execution of the step, the oldest first. */
    List<String> statuses() throws SQLException {
        return query("select status from batch_step_execution order by step_execution_id");
    }

    /** How many orders each execution of the step has written. */
    List<Integer> writes() throws SQLException {
        return query("select write_count from batch_step_execution order by step_execution_id").stream()
                .map(Integer::valueOf)
                .toList();
    }

    int rows() throws SQLException {
        return query("select number from orders").size();
    }

    /** Every order that can be read and fits is in the table exactly once with all its positions, and all others are listed. */
    void assertLoaded(long count, Path setAside) throws SQLException, IOException {
        assertThat(query("select number || ' ' || positions from orders order by number"))
                .isEqualTo(numbers(count, number -> OrderFile.fate(number, count) == Fate.WRITTEN)
                        .mapToObj(number -> number + " " + OrderFile.positions(number))
                        .toList());
        assertThat(Files.readAllLines(setAside))
                .extracting(line -> POSITION.matcher(line)
                        .results()
                        .findFirst()
                        .orElseThrow()
                        .group(1))
                .containsExactlyInAnyOrderElementsOf(
                        numbers(count, number -> OrderFile.fate(number, count) != Fate.WRITTEN)
                                .mapToObj(Long::toString)
                                .toList());
    }

    private static LongStream numbers(long count, LongPredicate which) {
        return LongStream.range(0, count).filter(which);
    }

    @Override
    public void close() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }
}
