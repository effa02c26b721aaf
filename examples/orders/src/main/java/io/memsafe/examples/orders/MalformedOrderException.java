package io.memsafe.examples.orders;

/** A line of the file that is no order. Thread-safety: as of any exception. */
class MalformedOrderException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedOrderException(String message) {
        super(message);
    }

    MalformedOrderException(String message, Throwable cause) {
        super(message, cause);
    }
}
