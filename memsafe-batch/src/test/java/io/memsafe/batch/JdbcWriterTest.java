package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.MemoryGovernor;
import io.memsafe.batch.file.RecordWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcWriterTest {
    private static final String INSERT = "insert into number (id) values (?)";
    private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

    @TempDir
    private Path folder;

    private final JdbcDataSource database = new JdbcDataSource();
    private Connection keeper;

    @BeforeEach
    void create() throws SQLException {
        database.setURL("jdbc:h2:mem:writer");
        keeper = database.getConnection();
        try (Statement statement = keeper.createStatement()) {
            statement.execute("create table number (id int)");
        }
    }

    @AfterEach
    void drop() throws SQLException {
        try (Statement statement = keeper.createStatement()) {
            statement.execute("shutdown");
        }
    }

    private List<Integer> stored() throws SQLException {
        List<Integer> ids = new ArrayList<>();
        try (Statement statement = keeper.createStatement();
                ResultSet rows = statement.executeQuery("select id from number order by id")) {
            while (rows.next()) {
                ids.add(rows.getInt(1));
            }
        }
        return ids;
    }

    private static JdbcWriter<Integer> to(DataSource source) {
        return ItemWriter.jdbc(source, INSERT, (statement, item) -> statement.setInt(1, item));
    }

    private static boolean isThere(Connection connection, List<? extends Integer> items) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from number where id = " + items.get(0))) {
            rows.next();
            return rows.getInt(1) > 0;
        }
    }

    private static BatchReport run(ItemWriter<Integer> writer) {
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            return BatchJob.<Integer, Integer>named("numbers")
                    .reader(ItemReader.of(HUNDRED))
                    .processor(item -> item)
                    .writer(writer)
                    .chunk(ChunkSize.fixed(10))
                    .workers(2)
                    .run(governor);
        }
    }

    /** Memory runs out in the n-th call of a method, before or after it had its effect. */
    private DataSource failing(String failingMethod, int n, boolean after) {
        AtomicInteger left = new AtomicInteger(n);
        return Hooked.over(database, (method, real) -> {
            boolean fails = method.equals(failingMethod) && left.decrementAndGet() == 0;
            Object result = fails && !after ? null : real.call();
            if (fails) {
                throw new OutOfMemoryError("injected");
            }
            return result;
        });
    }

    @Test
    void aChunkThatFailsLeavesNothing() throws Exception {
        try (JdbcWriter<Integer> writer = ItemWriter.jdbc(database, INSERT, (statement, item) -> {
            if (item == 2_500) {
                throw new OutOfMemoryError("injected");
            }
            statement.setInt(1, item);
        })) {
            List<Integer> many = IntStream.rangeClosed(0, 2_500).boxed().toList(); // several batches
            assertThatThrownBy(() -> writer.write(many)).isInstanceOf(OutOfMemoryError.class);
            assertThat(stored()).isEmpty();
            writer.write(many.subList(0, 2_500));
            assertThat(stored()).hasSize(2_500);
        }
    }

    @Test
    void memoryThatRunsOutBeforeTheCommitIsContained() throws Exception {
        for (String method :
                List.of("prepareStatement", "addBatch", "executeBatch", "setAutoCommit", "getConnection")) {
            for (boolean after : new boolean[] {true, false}) {
                try (Statement statement = keeper.createStatement()) {
                    statement.execute("truncate table number");
                }
                BatchReport report = run(to(failing(method, 1, after)));
                assertThat(report.status()).as("%s", report).isEqualTo(BatchStatus.COMPLETED);
                assertThat(report.containedErrors()).isPositive();
                assertThat(stored()).as(method).isEqualTo(HUNDRED);
            }
        }
    }

    @Test
    void aCommitInDoubtEndsTheJobInsteadOfDoublingItems() throws Exception {
        BatchReport report = run(to(failing("commit", 3, true)));
        assertThat(report.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(report.failure()).hasCauseInstanceOf(CommitInDoubtException.class);
        assertThat(report.failure().getCause().getSuppressed()).hasAtLeastOneElementOfType(OutOfMemoryError.class);
        assertThat(stored()).doesNotHaveDuplicates();
    }

    @Test
    void aCommitInDoubtIsSettledByACheck() throws Exception {
        for (boolean after : new boolean[] {true, false}) {
            try (Statement statement = keeper.createStatement()) {
                statement.execute("truncate table number");
            }
            BatchReport report = run(to(failing("commit", 3, after)).inDoubt(JdbcWriterTest::isThere));
            assertThat(report.status()).as("%s", report).isEqualTo(BatchStatus.COMPLETED);
            assertThat(stored()).isEqualTo(HUNDRED);
        }
    }

    @Test
    void aCommitThatTheDatabaseRefusesIsNotInDoubt() throws Exception {
        DataSource refusing = Hooked.over(database, (method, real) -> {
            if (method.equals("commit")) {
                throw new SQLException("serialization failure", "40001");
            }
            return real.call();
        });
        try (JdbcWriter<Integer> writer = to(refusing)) {
            assertThatThrownBy(() -> writer.write(HUNDRED)).hasMessage("serialization failure");
        }
        assertThat(stored()).isEmpty();
    }

    @Test
    void aFileAndATransactionHoldTheSameChunks() throws Exception {
        Path file = folder.resolve("numbers");
        RecordWriter<Integer> lines = ItemWriter.file(file).lines(String::valueOf);
        BatchReport report = run(ItemWriter.composite(List.of(lines), to(failing("executeBatch", 3, false))));
        assertThat(report.status()).as("%s", report).isEqualTo(BatchStatus.COMPLETED);
        assertThat(report.containedErrors()).isPositive();
        assertThat(stored()).isEqualTo(HUNDRED);
        assertThat(Files.readAllLines(file).stream().map(Integer::valueOf).sorted())
                .isEqualTo(HUNDRED);
    }

    @Test
    void connectionsAreGivenBack() throws Exception {
        AtomicInteger open = new AtomicInteger();
        DataSource counting = Hooked.over(database, (method, real) -> {
            Object result = real.call();
            if (method.equals("getConnection") && result instanceof Connection) {
                open.incrementAndGet();
            }
            return result;
        });
        try (JdbcWriter<Integer> writer = to(counting)) {
            writer.write(HUNDRED);
            writer.write(HUNDRED);
        }
        assertThat(open).as("connections for two chunks of one worker").hasValue(1);
        try (Statement statement = keeper.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from information_schema.sessions")) {
            rows.next();
            assertThat(rows.getInt(1)).as("sessions besides that of the test").isEqualTo(1);
        }
    }
}
