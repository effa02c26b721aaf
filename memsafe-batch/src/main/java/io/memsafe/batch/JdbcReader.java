package io.memsafe.batch;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a query while they arrive, never all at once.
 *
 * <pre>{@code
 * ItemReader.jdbc(dataSource, "select id, name from customer where id > ? order by id", Customer::of)
 *         .orderedBy("id", 0L)
 * }</pre>
 *
 * <p>It switches off autocommit and sets what the driver needs to stream: a fetch size, on MySQL row by row, on H2 lazy
 * evaluation. Whether the driver obeys is measured; if it does not, {@link #streamingDoubt()} and the log say why and
 * what to do.
 *
 * <p>With {@link #orderedBy} it can be restarted, and an error anywhere, also a connection that broke, is retried from the
 * last key. Without, a row on which the mapper failed can be retried and skipped, but after a failure of the driver itself
 * the job ends: to execute the query again could give the rows in another order.
 *
 * <p>Thread-safety: as of any {@link ItemReader}.
 *
 * @param <I> what is read
 */
public final class JdbcReader<I> implements ItemReader<I> {
    private static final int DEFAULT_FETCH_ROWS = 256;
    private static final List<Class<?>> KEY_TYPES =
            List.of(Long.class, Integer.class, BigDecimal.class, String.class, UUID.class);

    private final DataSource source;
    private final String sql;
    private final RowMapper<? extends I> mapper;
    private final AllocationMeter meter = new AllocationMeter();
    private List<Object> parameters = List.of();
    private int fetchRows = DEFAULT_FETCH_ROWS;
    private @Nullable String keyColumn;
    private @Nullable Object lastKey;
    private @Nullable JdbcCursor cursor;
    private @Nullable String doubt;
    private @Nullable Throwable lost;
    private long position;

    JdbcReader(DataSource source, String sql, RowMapper<? extends I> mapper) {
        this.source = Objects.requireNonNull(source, "source");
        this.sql = Objects.requireNonNull(sql, "sql");
        this.mapper = Objects.requireNonNull(mapper, "mapper");
    }

    /**
     * How many rows the driver fetches at a time; 256 by default. Where the driver sends row by row it has no effect.
     *
     * @param rows 1 or more
     * @return this reader
     * @throws IllegalArgumentException if it is less than 1
     */
    public JdbcReader<I> fetchSize(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("fetchSize must be 1 row or more, but is " + rows);
        }
        this.fetchRows = rows;
        return this;
    }

    /**
     * Values of the statement's placeholders, in order; without that of the key, see {@link #orderedBy}.
     *
     * @param values as for {@link java.sql.PreparedStatement#setObject(int, Object)}; none is {@code null}
     * @return this reader
     */
    public JdbcReader<I> parameters(Object... values) {
        this.parameters = List.of(values);
        return this;
    }

    /**
     * Says that the rows come in the order of a unique column, and that the <b>last placeholder</b> of the statement is
     * the key after which they begin, as in {@code where id > ? order by id}. The order of numbers is checked.
     *
     * @param column the column's label in the result; unique and not null
     * @param start a key before the first one, such as {@code 0L} or {@code ""}: a {@link Long}, {@link Integer},
     *     {@link BigDecimal}, {@link String} or {@link UUID}, which says also how keys are read
     * @return this reader
     * @throws IllegalArgumentException if {@code start} has another type
     */
    public JdbcReader<I> orderedBy(String column, Object start) {
        if (!KEY_TYPES.contains(start.getClass())) {
            throw new IllegalArgumentException("the key before the first must be one of " + KEY_TYPES + ", but is "
                    + start + " of " + start.getClass());
        }
        this.keyColumn = Objects.requireNonNull(column, "column");
        this.lastKey = start;
        return this;
    }

    /**
     * Why the rows are not streamed, and what to do about it.
     *
     * @return {@code null} as long as nothing speaks against it
     */
    public @Nullable String streamingDoubt() {
        return doubt;
    }

    @Override
    public @Nullable I read() throws SQLException {
        JdbcCursor open = opened();
        ResultSet row = row(open);
        if (row == null) {
            return null;
        }
        I item;
        Object key;
        try {
            key = key(row);
            item = Objects.requireNonNull(mapper.map(row), () -> "the row mapper gave null for row " + position);
        } catch (Throwable e) {
            if (keyColumn != null && Shortage.containable(e)) {
                discard(open, e);
            }
            throw e;
        }
        advance(open, key);
        return item;
    }

    @Override
    public String skip() throws SQLException {
        JdbcCursor open = opened();
        ResultSet row = row(open);
        if (row == null) {
            throw new IllegalStateException("there is no row " + position + " any more");
        }
        Object key = key(row);
        String name = "row " + position + (key == null ? "" : ", " + keyColumn + " " + key);
        advance(open, key);
        return name;
    }

    private void advance(JdbcCursor open, @Nullable Object key) {
        lastKey = key;
        position++;
        open.advance();
    }

    private JdbcCursor opened() throws SQLException {
        JdbcCursor open = cursor;
        if (open == null) {
            if (lost != null) {
                // Not as the cause: an OutOfMemoryError there would mean that it can be tried again.
                throw new IllegalStateException("the driver failed after row " + (position - 1) + " (" + lost
                        + "), and the query could give the rows in another order when it is executed again; tell the"
                        + " reader a unique column with orderedBy()");
            }
            List<Object> values = new ArrayList<>(parameters);
            if (lastKey != null) {
                values.add(lastKey);
            }
            open = JdbcCursor.open(source, sql, values, fetchRows, meter);
            cursor = open;
            doubt = open.doubt();
        }
        return open;
    }

    private @Nullable ResultSet row(JdbcCursor open) throws SQLException {
        try {
            ResultSet row = open.row();
            doubt = open.doubt();
            return row;
        } catch (Throwable e) {
            if (keyColumn == null && position > 0) {
                lost = e;
            }
            discard(open, e);
            throw e;
        }
    }

    private void discard(JdbcCursor open, Throwable failure) {
        cursor = null;
        try {
            open.discard();
        } catch (SQLException | RuntimeException | OutOfMemoryError e) {
            JdbcCursor.suppress(failure, e);
        }
    }

    private @Nullable Object key(ResultSet row) throws SQLException {
        Object last = lastKey;
        if (keyColumn == null || last == null) {
            return null;
        }
        Object key = row.getObject(keyColumn, last.getClass());
        if (key == null) {
            throw new IllegalStateException("key " + keyColumn + " of row " + position + " is null");
        }
        if (key.equals(last) || (last instanceof Number && less(key, last))) {
            throw new IllegalStateException("rows must come with ever greater " + keyColumn + ", but after " + last
                    + " comes " + key + ": the statement needs 'where " + keyColumn + " > ? order by " + keyColumn
                    + "', and the column must be unique");
        }
        return key;
    }

    /** Texts are not compared: the database sorts them by a rule of its own. */
    @SuppressWarnings("unchecked") // the three numbers among the types of keys
    private static boolean less(Object key, Object last) {
        return ((Comparable<Object>) key).compareTo(last) < 0;
    }

    /** The last key, as text; {@code null} without {@link #orderedBy}. */
    @Override
    public @Nullable String checkpointInfo() {
        return lastKey == null ? null : lastKey.toString();
    }

    /** No: an interrupt can close a database in this JVM, and a driver that waits for a server does not hear it. */
    @Override
    public boolean interruptible() {
        return false;
    }

    @Override
    public void open(String checkpointInfo) {
        Object start = lastKey;
        if (start == null) {
            throw new IllegalStateException(
                    "a JDBC reader can begin after key '" + checkpointInfo + "' only if orderedBy() names the column");
        }
        lastKey = keyOf(checkpointInfo, start.getClass());
    }

    private static Object keyOf(String text, Class<?> type) {
        try {
            if (type == Long.class) {
                return Long.valueOf(text);
            } else if (type == Integer.class) {
                return Integer.valueOf(text);
            } else if (type == BigDecimal.class) {
                return new BigDecimal(text);
            }
            return type == UUID.class ? UUID.fromString(text) : text;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no key of type " + type.getSimpleName(), e);
        }
    }

    @Override
    public void close() throws SQLException {
        JdbcCursor open = cursor;
        cursor = null;
        if (open != null) {
            open.close();
        }
    }
}
