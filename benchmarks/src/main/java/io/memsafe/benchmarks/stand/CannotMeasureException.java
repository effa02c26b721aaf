package io.memsafe.benchmarks.stand;

/** A lab cannot start or go on; the message says what is wrong and what would be right. Ends the launcher with 2. */
public final class CannotMeasureException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * A reason not to measure.
     *
     * @param message for the person at the command line
     */
    public CannotMeasureException(String message) {
        super(message);
    }

    /**
     * A reason not to measure, with its cause.
     *
     * @param message for the person at the command line
     * @param cause what was thrown
     */
    public CannotMeasureException(String message, Throwable cause) {
        super(message, cause);
    }
}
