package io.memsafe.batch;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Makes an item of the row on which a result set stands.
 *
 * <p>Thread-safety: none needed; called for one row at a time.
 *
 * @param <I> the item
 */
@FunctionalInterface
public interface RowMapper<I> {

    /**
     * Makes an item. May be called again for the same row after it has thrown.
     *
     * @param row stands on the row; must not be moved or closed
     * @return the item; never {@code null}
     * @throws SQLException if a column cannot be read
     */
    I map(ResultSet row) throws SQLException;
}
