package io.memsafe.doctor.plan;

/** Input without samples that can be read; the message names it and says what to give instead. */
public final class UnreadableSamplesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * An exception.
     *
     * @param message for users
     */
    public UnreadableSamplesException(String message) {
        super(message);
    }

    /**
     * An exception with its cause.
     *
     * @param message for users
     * @param cause of a parser
     */
    public UnreadableSamplesException(String message, Throwable cause) {
        super(message, cause);
    }
}
