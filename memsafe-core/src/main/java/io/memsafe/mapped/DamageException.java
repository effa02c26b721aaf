package io.memsafe.mapped;

/** Something in the file is not as it was written. Becomes an exception that names the file before anybody else sees it. */
final class DamageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DamageException(String message) {
        super(message);
    }
}
