package io.memsafe.web;

/**
 * A request was ended before it was done, since it took too long or held what others needed.
 *
 * <p>Whoever lets it pass up to the filter has the request answered with 503.
 *
 * <p>Thread-safety: immutable.
 */
public final class RequestCancelledException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RequestCancelledException(String reason) {
        super("the request was cancelled: " + reason);
    }
}
