package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdbcReaderTest {
    private static final String ALL = "select id, name from customer order by id";
    private static final String AFTER = "select id, name from customer where id > ? order by id";
    private static final List<String> NAMES = List.of("n1", "n2", "n3", "n4", "n5", "n6", "n7");

    private final JdbcDataSource database = new JdbcDataSource();
    private Connection keeper;

    @BeforeEach
    void create() throws SQLException {
        database.setURL("jdbc:h2:mem:reader");
        keeper = database.getConnection();
        execute("create table customer (id bigint primary key, name varchar(100))");
        execute("insert into customer select x, 'n' || x from system_range(1, 7)");
    }

    @AfterEach
    void drop() throws SQLException {
        execute("shutdown");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = keeper.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> rest(ItemReader<String> reader) throws Exception {
        List<String> items = new ArrayList<>();
        while (true) {
            try {
                String item = reader.read();
                if (item == null) {
                    assertThat(reader.read()).as("the end stays the end").isNull();
                    reader.close();
                    return items;
                }
                items.add(item);
            } catch (OutOfMemoryError e) {
                continue; // the same row again
            }
        }
    }

    private static JdbcReader<String> keyed(DataSource source) {
        return ItemReader.jdbc(source, AFTER, row -> row.getString("name"))
                .orderedBy("id", 0L)
                .fetchSize(2);
    }

    @Test
    void allRowsComeInOrder() throws Exception {
        assertThat(rest(ItemReader.jdbc(database, ALL, row -> row.getString(2))))
                .isEqualTo(NAMES);
        assertThat(rest(keyed(database))).isEqualTo(NAMES);
    }

    @Test
    void parametersComeBeforeTheKey() throws Exception {
        String sql = "select id, name from customer where name <> ? and id > ? order by id";
        assertThat(rest(ItemReader.jdbc(database, sql, row -> row.getString(2))
                        .parameters("n3")
                        .orderedBy("id", 4L)))
                .containsExactly("n5", "n6", "n7");
    }

    @Test
    void aQueryWithoutRowsIsAtItsEnd() throws Exception {
        assertThat(rest(ItemReader.jdbc(database, "select 1 from customer where id < 0", row -> row.getString(1))))
                .isEmpty();
    }

    @Test
    void readingGoesOnAfterTheLastKey() throws Exception {
        for (int before = 0; before <= NAMES.size(); before++) {
            String info;
            try (JdbcReader<String> first = keyed(database)) {
                for (int i = 0; i < before; i++) {
                    first.read();
                }
                info = first.checkpointInfo();
            }
            JdbcReader<String> second = keyed(database);
            second.open(info);
            assertThat(second.checkpointInfo()).isEqualTo(info);
            assertThat(rest(second)).isEqualTo(NAMES.subList(before, NAMES.size()));
        }
    }

    @Test
    void withoutAKeyThereIsNoPlace() throws Exception {
        try (JdbcReader<String> reader = ItemReader.jdbc(database, ALL, row -> row.getString(2))) {
            assertThat(reader.checkpointInfo()).isNull();
            assertThatThrownBy(() -> reader.open("7")).hasMessageContaining("orderedBy()");
        }
        assertThatThrownBy(() -> keyed(database).open("x")).hasMessageContaining("'x' is no key of type Long");
        assertThatThrownBy(() -> keyed(database).orderedBy("id", 1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.5");
    }

    @Test
    void aRowThatCannotBeMappedIsTriedAgainOrSteppedOver() throws Exception {
        for (boolean withKey : new boolean[] {true, false}) {
            AtomicInteger calls = new AtomicInteger();
            RowMapper<String> mapper = row -> {
                if (row.getString("name").equals("n3")) {
                    calls.incrementAndGet();
                    throw new SQLException("no");
                }
                return row.getString("name");
            };
            JdbcReader<String> reader = withKey
                    ? ItemReader.<String>jdbc(database, AFTER, mapper).orderedBy("id", 0L)
                    : ItemReader.jdbc(database, ALL, mapper);
            reader.read();
            reader.read();
            assertThatThrownBy(reader::read).hasMessage("no");
            assertThatThrownBy(reader::read).hasMessage("no");
            assertThat(calls).hasValue(2);
            assertThat(reader.skip()).isEqualTo(withKey ? "row 2, id 3" : "row 2");
            assertThat(rest(reader)).isEqualTo(NAMES.subList(3, 7));
        }
    }

    /** Fails the n-th of all calls of these methods, before or after it had its effect. */
    private DataSource failing(int n, boolean after, String... methods) {
        AtomicInteger left = new AtomicInteger(n);
        return Hooked.over(database, (method, real) -> {
            boolean fails = List.of(methods).contains(method) && left.decrementAndGet() == 0;
            if (fails && !after) {
                throw new OutOfMemoryError("injected");
            }
            Object result = real.call();
            if (fails) {
                throw new OutOfMemoryError("injected");
            }
            return result;
        });
    }

    @Test
    void memoryThatRunsOutInAnyCallOfTheDriverLosesNoRow() throws Exception {
        for (boolean after : new boolean[] {true, false}) {
            for (int n = 1; n <= 30; n++) {
                DataSource source = failing(
                        n,
                        after,
                        "getConnection",
                        "prepareStatement",
                        "executeQuery",
                        "next",
                        "getObject",
                        "getString");
                assertThat(rest(keyed(source))).as("error in call %d", n).isEqualTo(NAMES);
            }
        }
    }

    @Test
    void withoutAKeyADriverThatFailsEndsTheReading() throws Exception {
        JdbcReader<String> reader = ItemReader.jdbc(failing(4, true, "next"), ALL, row -> row.getString(2));
        assertThat(List.of(reader.read(), reader.read(), reader.read())).isEqualTo(NAMES.subList(0, 3));
        assertThatThrownBy(reader::read).isInstanceOf(OutOfMemoryError.class);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(reader::read)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("orderedBy()");
        }
        reader.close();
        assertThat(rest(ItemReader.jdbc(failing(1, true, "next"), ALL, row -> row.getString(2))))
                .as("nothing had been read")
                .isEqualTo(NAMES);
    }

    @Test
    void rowsOutOfOrderAreRefused() throws Exception {
        String sql = "select id, name from customer where id > ? order by id desc";
        try (JdbcReader<String> reader =
                ItemReader.<String>jdbc(database, sql, row -> row.getString(2)).orderedBy("id", 0L)) {
            reader.read();
            assertThatThrownBy(reader::read).hasMessageContaining("after 7 comes 6");
        }
        try (JdbcReader<String> reader = ItemReader.<String>jdbc(
                        database, "select 1 as id from customer where 1 > ?", row -> "x")
                .orderedBy("id", 0)) {
            reader.read();
            assertThatThrownBy(reader::read).hasMessageContaining("after 1 comes 1");
        }
    }

    @Test
    void theConnectionIsGivenBackAsItCame() throws Exception {
        List<String> calls = new ArrayList<>();
        DataSource source = Hooked.over(database, (method, real) -> {
            if (List.of("setAutoCommit", "rollback", "close", "abort").contains(method)) {
                calls.add(method);
            }
            return real.call();
        });
        try (JdbcReader<String> reader = keyed(source)) {
            reader.read();
        }
        assertThat(calls).containsExactly("setAutoCommit", "close", "close", "rollback", "setAutoCommit", "close");
    }

    @Test
    void aResultThatArrivesRowByRowIsNotDoubted() throws Exception {
        JdbcReader<String> reader = ItemReader.jdbc(
                database, "select x, repeat('x', 2000) || x from system_range(1, 20000)", row -> row.getString(2));
        assertThat(rest(reader)).hasSize(20_000);
        assertThat(reader.streamingDoubt()).isNull();
    }

    @Test
    void aResultThatWasLoadedIsDoubtedWithAReasonAndARemedy() throws Exception {
        JdbcReader<String> reader = ItemReader.jdbc(
                database,
                "select x, repeat('x', 2000) || x as t from system_range(1, 20000) order by t",
                row -> row.getString(2));
        assertThat(rest(reader)).hasSize(20_000);
        assertThat(reader.streamingDoubt())
                .contains("the driver has loaded the whole result")
                .contains("an indexed column");
    }

    @Test
    void aDriverThatDropsAFetchSizeIsDoubted() throws Exception {
        DataSource source =
                Hooked.over(database, (method, real) -> method.equals("getFetchSize") ? (Object) 0 : real.call());
        JdbcReader<String> reader = keyed(source);
        assertThat(rest(reader)).isEqualTo(NAMES);
        assertThat(reader.streamingDoubt()).contains("fetch size is 0, although 2 was set");
    }
}
