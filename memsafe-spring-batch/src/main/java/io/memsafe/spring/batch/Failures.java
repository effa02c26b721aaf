package io.memsafe.spring.batch;

import org.jspecify.annotations.Nullable;

/**
 * What each worker failed on last: Spring's listeners want item and error themselves, not the evidence. Let go at the
 * next attempt. Thread-safety: each worker has its own.
 */
final class Failures {
    private final ThreadLocal<Failure> last = ThreadLocal.withInitial(Failure::new);

    private static final class Failure {
        @Nullable
        Object item;

        @Nullable
        Throwable error;
    }

    /** Notes a failure. */
    void failed(@Nullable Object item, Throwable error) {
        Failure failure = last.get();
        failure.item = item;
        failure.error = error;
    }

    /** Lets go of the failure before. */
    void clear() {
        Failure failure = last.get();
        failure.item = null;
        failure.error = null;
    }

    @Nullable
    Object item() {
        return last.get().item;
    }

    @Nullable
    Throwable error() {
        return last.get().error;
    }
}
