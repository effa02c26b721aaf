package io.memsafe.spi;

/** A signal cannot be read here: other system, no permission, file gone. The message says why, for people. */
public final class SignalUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * An exception with the reason.
     *
     * @param reason a clause such as {@code no cgroup memory controller is mounted}
     */
    public SignalUnavailableException(String reason) {
        super(reason);
    }

    /**
     * An exception with the reason and what it was found by.
     *
     * @param reason a clause such as {@code no cgroup memory controller is mounted}
     * @param cause what failed
     */
    public SignalUnavailableException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
