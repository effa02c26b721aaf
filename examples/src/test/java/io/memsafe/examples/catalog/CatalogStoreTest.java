package io.memsafe.examples.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogStoreTest {

    @TempDir
    Path folder;

    private final Progress progress = new Progress();
    private Database database;
    private Database faulty;

    @BeforeEach
    void database() {
        database = Database.inFile(folder.resolve("catalog"));
        faulty = FaultyDriver.over(database);
    }

    @AfterEach
    void repair() {
        FaultyDriver.commit = Connection::commit;
    }

    @Test
    void aChunkIsThereWhenTheWriteReturns() throws Exception {
        try (CatalogStore store = new CatalogStore(database, false, progress)) {
            store.write(Rows.of(0, 250));

            assertThat(positions()).containsExactlyElementsOf(range(0, 250));
            assertThat(progress.items()).isEqualTo(250);
        }
    }

    @Test
    void nothingOfAChunkIsWrittenIfARowIsRefused() throws Exception {
        try (CatalogStore store = new CatalogStore(database, false, progress)) {
            store.write(Rows.of(5, 6));

            assertThatThrownBy(() -> store.write(Rows.of(0, 10))).isInstanceOf(SQLException.class);

            assertThat(positions()).containsExactly(5L);
            store.write(Rows.of(0, 5));
            store.write(Rows.of(6, 10));
            assertThat(positions()).containsExactlyElementsOf(range(0, 10));
        }
    }

    @Test
    void aCatalogThatHoldsSomethingIsNotOverwrittenUnlessTold() throws Exception {
        try (CatalogStore store = new CatalogStore(database, false, progress)) {
            store.write(Rows.of(0, 3));
        }

        assertThatThrownBy(() -> new CatalogStore(database, false, progress))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already has 3 entries")
                .hasMessageContaining("--overwrite");
        try (CatalogStore store = new CatalogStore(database, true, progress)) {
            assertThat(positions()).isEmpty();
            store.write(Rows.of(0, 1));
        }
    }

    @Test
    void aCommitThatTookEffectAndThenFailedIsNotRepeated() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        try (CatalogStore store = new CatalogStore(faulty, false, progress)) {
            FaultyDriver.commit = connection -> {
                connection.commit();
                if (failures.getAndDecrement() > 0) {
                    throw new SQLException("connection lost while committing", "08006");
                }
            };

            store.write(Rows.of(0, 20));

            assertThat(positions()).containsExactlyElementsOf(range(0, 20));
        }
    }

    @Test
    void aCommitThatWasLostIsRepeated() throws Exception {
        AtomicInteger failures = new AtomicInteger(2);
        try (CatalogStore store = new CatalogStore(faulty, false, progress)) {
            FaultyDriver.commit = connection -> {
                if (failures.getAndDecrement() > 0) {
                    throw new SQLException("connection lost before committing", "08006");
                }
                connection.commit();
            };

            store.write(Rows.of(0, 20));

            assertThat(positions()).containsExactlyElementsOf(range(0, 20));
        }
    }

    @Test
    void aCommitThatIsDroppedWithoutAWordIsNoticed() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        try (CatalogStore store = new CatalogStore(faulty, false, progress)) {
            FaultyDriver.commit = connection -> {
                if (failures.getAndDecrement() > 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                }
            };

            store.write(Rows.of(0, 20));

            assertThat(positions()).containsExactlyElementsOf(range(0, 20));
        }
    }

    @Test
    void memoryThatRunsOutInACommitLeavesTheChunkToTheCaller() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        try (CatalogStore store = new CatalogStore(faulty, false, progress)) {
            FaultyDriver.commit = connection -> {
                if (failures.getAndDecrement() > 0) {
                    throw new OutOfMemoryError("made by a test");
                }
                connection.commit();
            };

            assertThatThrownBy(() -> store.write(Rows.of(0, 20))).isInstanceOf(OutOfMemoryError.class);

            assertThat(positions()).isEmpty();
            store.write(Rows.of(0, 10));
            store.write(Rows.of(10, 20));
            assertThat(positions()).containsExactlyElementsOf(range(0, 20));
        }
    }

    @Test
    void aDoubtThatCannotBeSettledAtOnceIsSettledByTheNextWrite() throws Exception {
        Path other = folder.resolve("away");
        AtomicInteger failures = new AtomicInteger(1);
        try (CatalogStore store = new CatalogStore(faulty, false, progress);
                Connection keeper = database.connect()) {
            FaultyDriver.commit = connection -> {
                connection.commit();
                if (failures.getAndDecrement() > 0) {
                    try (Statement statement = keeper.createStatement()) {
                        statement.execute("shutdown immediately");
                    } catch (SQLException e) {
                        // The database is closed under the statement that closes it.
                        assertThat(e.getErrorCode()).isIn(90121, 90098, 90067);
                    }
                    throw new OutOfMemoryError("made by a test");
                }
            };

            try {
                store.write(Rows.of(0, 20));
            } catch (OutOfMemoryError e) {
                store.write(Rows.of(0, 10));
                store.write(Rows.of(10, 20));
            }
            store.write(Rows.of(20, 30));

            assertThat(positions()).containsExactlyElementsOf(range(0, 30));
        }
        assertThat(other).doesNotExist();
    }

    @Test
    void aDatabaseThatClosesUnderItsWritersIsOpenedAgainAndNothingIsLost() throws Exception {
        try (CatalogStore store = new CatalogStore(database, false, progress)) {
            List<Thread> writers = new ArrayList<>();
            List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
            for (int writer = 0; writer < 2; writer++) {
                long first = writer * 1000L;
                writers.add(new Thread(() -> {
                    try {
                        for (long at = first; at < first + 1000; at += 50) {
                            store.write(Rows.of(at, at + 50));
                            if (at % 250 == 0) {
                                closeAtOnce();
                            }
                        }
                    } catch (Throwable t) {
                        failures.add(t);
                    }
                }));
            }
            writers.forEach(Thread::start);
            for (Thread writer : writers) {
                writer.join();
            }

            assertThat(failures).isEmpty();
            assertThat(positions()).containsExactlyElementsOf(range(0, 2000));
        }
    }

    @Test
    void allThatIsInARowComesBack() throws Exception {
        Row row = Rows.of(42, List.of("b.B", "a.Ä"));
        try (CatalogStore store = new CatalogStore(database, false, progress)) {
            store.write(List.of(row));
        }
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select * from entry")) {
            result.next();
            assertThat(result.getLong("id")).isEqualTo(42);
            assertThat(result.getString("class_name")).isEqualTo("p.C42");
            assertThat(result.getString("super_name")).isEqualTo("java.lang.Object");
            assertThat(result.getInt("string_constants")).isEqualTo(3);
            assertThat((Object[]) result.getArray("type_names").getArray()).containsExactly("b.B", "a.Ä");
        }
    }

    @Test
    void typesAreCountedExactlyHoweverFewNamesFitIntoMemory() throws Exception {
        try (CatalogStore store = new CatalogStore(database, false, progress)) {
            store.write(Rows.of(0, 1000));
        }
        try (Connection connection = database.connect()) {
            List<TypeCount.Of> whole = TypeCount.most(connection, 5, 1_000_000);
            assertThat(whole.get(0)).isEqualTo(new TypeCount.Of("java.lang.Object", 1000));
            assertThat(whole.get(1)).isEqualTo(new TypeCount.Of("p.Type0", 10));
            assertThat(TypeCount.most(connection, 5, 10)).isEqualTo(whole);
        }
    }

    private void closeAtOnce() {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("shutdown immediately");
        } catch (SQLException e) {
            // Whether it says so or not, the database is closed.
            assertThat(e.getMessage()).isNotNull();
        }
    }

    private List<Long> positions() throws SQLException {
        List<Long> positions = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select id from entry order by id")) {
            while (result.next()) {
                positions.add(result.getLong(1));
            }
        }
        return positions;
    }

    private static List<Long> range(long first, long end) {
        Long[] positions = new Long[(int) (end - first)];
        Arrays.setAll(positions, i -> first + i);
        return List.of(positions);
    }
}
