package io.memsafe.pool;

import org.jspecify.annotations.Nullable;

/** An object of a pool could not be made. The cause is what its source threw. */
public final class PoolSourceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PoolSourceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
