package io.memsafe.examples.catalog;

import java.io.IOException;

/** Something in the input that cannot be read or understood; the message names it and the cause. */
final class CorruptInputException extends IOException {

    private static final long serialVersionUID = 1L;

    CorruptInputException(String key, String what) {
        super(key + ": " + what);
    }

    CorruptInputException(String key, String what, Throwable cause) {
        super(key + ": " + what + ": " + reason(cause), cause);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        String type = cause.getClass().getSimpleName();
        return message == null || message.isBlank() ? type : type + ": " + message;
    }
}
