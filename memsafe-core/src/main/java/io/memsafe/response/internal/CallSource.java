package io.memsafe.response.internal;

import org.jspecify.annotations.Nullable;

/**
 * Says what is to be called next.
 *
 * <p>Thread-safety: asked by one thread at a time; what one has written the next one sees.
 */
@FunctionalInterface
public interface CallSource {

    /**
     * The next call. After an OutOfMemoryError it is asked again.
     *
     * @return {@code null} if there is nothing to do now
     */
    @Nullable
    Callee next();
}
