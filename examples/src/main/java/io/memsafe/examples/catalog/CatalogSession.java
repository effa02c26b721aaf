package io.memsafe.examples.catalog;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the catalog with its statements. Rows are sent one by one to a database in this JVM, which saves
 * holding them twice, and in batches over a network.
 *
 * <p>Thread-safety: none; one thread at a time.
 */
final class CatalogSession implements AutoCloseable {

    private static final int ROWS_A_BATCH = 100;

    private final Connection connection;
    private final PreparedStatement insertEntry;
    private final PreparedStatement hasEntry;
    private final boolean batched;

    CatalogSession(Database database) throws SQLException {
        this.connection = database.connect();
        this.batched = !database.embedded();
        try {
            this.insertEntry = connection.prepareStatement(CatalogSchema.INSERT_ENTRY);
            this.hasEntry = connection.prepareStatement(CatalogSchema.HAS_ENTRY);
        } catch (Throwable t) {
            EmbeddedH2.closeAtOnce(connection);
            connection.close();
            throw t;
        }
    }

    /** Inserts rows into the transaction. */
    void insert(List<Row> rows) throws SQLException {
        int pending = 0;
        for (Row row : rows) {
            Array types = connection.createArrayOf("varchar", row.references().toArray());
            bind(row, types);
            if (batched) {
                insertEntry.addBatch();
                pending++;
            } else {
                insertEntry.executeUpdate();
            }
            types.free();
            if (pending == ROWS_A_BATCH) {
                insertEntry.executeBatch();
                pending = 0;
            }
        }
        if (pending > 0) {
            insertEntry.executeBatch();
        }
    }

    private void bind(Row row, Array types) throws SQLException {
        PreparedStatement insert = insertEntry;
        insert.setLong(1, row.position());
        insert.setString(2, row.container());
        insert.setString(3, row.name());
        insert.setString(4, row.kind());
        setText(5, row.className());
        setText(6, row.superName());
        insert.setLong(7, row.size());
        insert.setString(8, row.sha256());
        insert.setInt(9, row.methods());
        insert.setInt(10, row.fields());
        insert.setInt(11, row.stringConstants());
        insert.setArray(12, types);
    }

    private void setText(int parameter, @Nullable String text) throws SQLException {
        if (text == null) {
            insertEntry.setNull(parameter, Types.VARCHAR);
        } else {
            insertEntry.setString(parameter, text);
        }
    }

    /** Whether the catalog has an entry of this position; reads the table, so it fails if the database was closed. */
    boolean has(long position) throws SQLException {
        hasEntry.setLong(1, position);
        try (ResultSet result = hasEntry.executeQuery()) {
            return result.next();
        }
    }

    void commit() throws SQLException {
        connection.commit();
    }

    /** Closes an embedded database at once; may be called again if that fails. */
    void closeDatabaseAtOnce() throws SQLException {
        EmbeddedH2.closeAtOnce(connection);
    }

    /** Ends the session; a transaction that is not committed is rolled back. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
