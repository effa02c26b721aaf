package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionalWriterTest {
    private static final int ITEMS = 1_000;
    private static MemoryGovernor governor;

    @TempDir
    private Path folder;

    private JdbcDataSource database;

    @BeforeAll
    static void startGovernor() {
        governor = MemoryGovernor.start();
    }

    @AfterAll
    static void closeGovernor() {
        governor.close();
    }

    @BeforeEach
    void createTable() throws SQLException {
        database = new JdbcDataSource();
        database.setURL("jdbc:h2:" + folder.resolve("db") + ";DB_CLOSE_DELAY=-1");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table item (id int)"); // without a key: an item can be there twice
        }
    }

    private List<Integer> stored() throws SQLException {
        List<Integer> ids = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select id from item order by id")) {
            while (row.next()) {
                ids.add(row.getInt(1));
            }
        }
        return ids;
    }

    private static void insert(Connection connection, List<? extends Integer> items) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into item values (?)")) {
            for (Integer item : items) {
                insert.setInt(1, item);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private BatchJob<Integer, Integer> job(DataSource source) {
        return BatchJob.<Integer, Integer>named("test")
                .reader(ItemReader.of(numbers()))
                .processor(item -> item)
                .transactionalWriter(TransactionalWriterTest::insert)
                .chunk(ChunkSize.fixed(25))
                .workers(3)
                .checkpoint(Checkpoint.jdbc(source));
    }

    private static List<Integer> numbers() {
        return IntStream.range(0, ITEMS).boxed().toList();
    }

    /** Connections whose commit breaks as foreseen: before or after the database has done it. */
    private DataSource breaking(IntPredicate breaksBefore, IntPredicate breaksAfter, Throwable failure) {
        AtomicInteger commits = new AtomicInteger();
        return proxy(DataSource.class, database, (method, result) -> {
            if (!(result instanceof Connection connection)) {
                return result;
            }
            return proxy(Connection.class, connection, null, () -> {
                int commit = commits.incrementAndGet();
                if (breaksBefore.test(commit)) {
                    throw failure;
                }
                connection.commit();
                if (breaksAfter.test(commit)) {
                    throw failure;
                }
            });
        });
    }

    private interface Commit {
        void run() throws Throwable;
    }

    private interface After {
        Object apply(String method, Object result);
    }

    private static <T> T proxy(Class<T> type, T target, After after) {
        return proxy(type, target, after, null);
    }

    private static <T> T proxy(Class<T> type, T target, After after, Commit commit) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (commit != null && method.getName().equals("commit")) {
                        commit.run();
                        return null;
                    }
                    try {
                        Object result = method.invoke(target, arguments);
                        return after == null ? result : after.apply(method.getName(), result);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Test
    void theReportSaysExactlyOnceAndTheRowsAreFolded() throws SQLException {
        BatchReport report = job(database).run(governor);
        assertThat(report.failure()).isNull();
        assertThat(report.guarantee()).isEqualTo(Guarantee.EXACTLY_ONCE);
        assertThat(stored()).isEqualTo(numbers());
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from memsafe_progress")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt(1)).isZero();
        }
    }

    @Test
    void whatWasCommittedButNotSavedIsNotDoneAgain() throws Exception {
        try (CheckpointStore store = Checkpoint.jdbc(database).claim("test")) {
            store.save(new SavedProgress(
                    "test",
                    null,
                    SavedProgress.State.RUNNING,
                    new Settled.Snapshot(new long[] {0, 10}, new Tally(10, 8, 2, 0)),
                    0,
                    null,
                    null,
                    Map.of(),
                    null,
                    Instant.EPOCH));
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                assertThat(((JdbcStore) store).insertRange(connection, 50, 60, 7, 1, 1))
                        .isTrue();
                connection.commit();
            }
        }
        BatchReport report = job(database).run(governor);
        assertThat(report.failure()).isNull();
        assertThat(stored())
                .isEqualTo(numbers().stream()
                        .filter(item -> item >= 10 && (item < 50 || item >= 60))
                        .toList());
        assertThat(report.resumed()).isEqualTo(20);
        assertThat(report.written()).isEqualTo(ITEMS - 5);
        assertThat(report.filtered()).isEqualTo(3);
        assertThat(report.quarantined()).isEqualTo(2);
        assertThat(report.quarantinedForMemory()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCommitInDoubtIsResolvedByItsRow(boolean memory) throws SQLException {
        Throwable failure =
                memory ? new OutOfMemoryError("in the commit") : new SQLException("connection lost", "08006");
        BatchReport report = job(breaking(
                        commit -> memory && commit > 5 && commit % 7 == 3,
                        commit -> commit > 5 && commit % 7 == 0,
                        failure))
                .run(governor);
        assertThat(report.failure()).isNull();
        assertThat(stored()).isEqualTo(numbers());
        assertThat(report.written()).isEqualTo(ITEMS);
    }

    @Test
    void aTransactionThatFailsIsRolledBackAndRetriedByThePolicy() throws SQLException {
        Set<Integer> failed = ConcurrentHashMap.newKeySet();
        BatchReport report = job(database)
                .transactionalWriter((connection, items) -> {
                    insert(connection, items);
                    if (items.get(0) % 3 == 0 && failed.add(items.get(0))) { // each chunk once at the most
                        throw new SQLTransientConnectionException("again");
                    }
                })
                .retry(RetryTest.policy(SQLTransientConnectionException.class, 3))
                .run(governor);
        assertThat(report.failure()).isNull();
        assertThat(stored()).isEqualTo(numbers());
        assertThat(report.retried()).isEqualTo(failed.size()).isPositive();
    }

    @Test
    void anItemThatNeverFitsIsSettledAloneAndTheRestIsThereOnce() throws SQLException, IOException {
        List<QuarantinedItem> quarantined = new ArrayList<>();
        BatchReport report = job(database)
                .quarantine(quarantined::add)
                .transactionalWriter((connection, items) -> {
                    insert(connection, items);
                    if (items.contains(421)) {
                        throw new OutOfMemoryError("never");
                    }
                })
                .run(governor);
        assertThat(report.failure()).isNull();
        assertThat(stored()).hasSize(ITEMS - 1).doesNotContain(421).doesNotHaveDuplicates();
        assertThat(quarantined).extracting(QuarantinedItem::position).containsExactly(421L);
    }
}
