package io.memsafe.mapped;

/**
 * Something in the file is not as it was written. Becomes an exception that names the file before anybody else sees it.
 *
 * <p>It may also be that the file has lost a page. When compiled code reads that, HotSpot goes on with whatever the register held, and
 * throws an InternalError at the next call into the runtime that looks for it: on JDK 17 long after the read, in code that has never
 * heard of the file. The checksum finds the wrong value before that. So here the error is called for, where those who read still catch it.
 */
final class DamageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** More than C2 makes without the runtime (MultiArrayExpandLimit is 6). */
    private static final int ARRAYS = 8;

    DamageException(String message) {
        super(message);
        if (new byte[ARRAYS][1].length != ARRAYS) { // a call into the runtime, whatever the compiler
            throw new AssertionError();
        }
    }
}
