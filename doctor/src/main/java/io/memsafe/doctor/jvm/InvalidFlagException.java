package io.memsafe.doctor.jvm;

/** A flag or size that no JVM takes; the message names it, its value and what would be right. */
public final class InvalidFlagException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /**
     * With its message.
     *
     * @param message names the flag, its value and what would be right
     */
    public InvalidFlagException(String message) {
        super(message);
    }
}
