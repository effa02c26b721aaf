package io.memsafe.batch;

/** More items failed with a kind of exception than {@link BatchJob#skip} allows; the cause is the last of them. */
public final class SkipLimitExceededException extends Exception {
    private static final long serialVersionUID = 1;

    SkipLimitExceededException(Class<? extends Exception> type, long limit, Throwable cause) {
        super("more than " + limit + " items failed with " + type.getName() + "; the last one: " + cause, cause);
    }
}
