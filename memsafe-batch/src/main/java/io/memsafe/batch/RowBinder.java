package io.memsafe.batch;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Sets the placeholders of a statement from an item.
 *
 * <p>Thread-safety: called by several workers at the same time, each with a statement of its own, unless the writer was
 * told {@link JdbcWriter#oneAtATime()}.
 *
 * @param <O> the item
 */
@FunctionalInterface
public interface RowBinder<O> {

    /**
     * Sets all placeholders; the writer adds the row to the batch.
     *
     * @param statement the statement to fill
     * @param item the item to write
     * @throws SQLException if the statement refuses a value
     */
    void bind(PreparedStatement statement, O item) throws SQLException;
}
