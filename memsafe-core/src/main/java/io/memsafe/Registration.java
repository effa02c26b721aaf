package io.memsafe;

/**
 * Something that was registered and can be taken back.
 *
 * <p>Thread-safety: {@link #close()} may be called from any thread, and more than once.
 */
@FunctionalInterface
public interface Registration extends AutoCloseable {

    /** Takes the registration back. Calls that are already under way still finish. */
    @Override
    void close();
}
