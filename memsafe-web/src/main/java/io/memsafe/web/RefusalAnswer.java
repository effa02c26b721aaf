package io.memsafe.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a refused request is answered: 503, or 429 if it is the client's own doing, when to come again, and a problem
 * description that tells nothing of the inside (RFC 9457). All of it is made beforehand.
 *
 * <p>When to come again differs from one answer to the next, so that the refused do not all come back at once.
 *
 * <p>Thread-safety: immutable.
 */
final class RefusalAnswer {
    private static final byte[] SHORT_OF_MEMORY =
            ("{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                            + "\"detail\":\"The server is short of memory for requests of this kind. Try again later.\"}")
                    .getBytes(StandardCharsets.US_ASCII);

    private static final byte[] TOO_MUCH = ("{\"type\":\"about:blank\",\"title\":\"Too Many Requests\",\"status\":429,"
                    + "\"detail\":\"You have too much in work here at once. Try again later.\"}")
            .getBytes(StandardCharsets.US_ASCII);
    private static final int TOO_MANY_REQUESTS = 429;

    private static final byte[] TOO_LARGE = "{\"type\":\"about:blank\",\"title\":\"Content Too Large\",\"status\":413}"
            .getBytes(StandardCharsets.US_ASCII);

    private final String[] retryAfter;

    RefusalAnswer(int leastSeconds, int mostSeconds) {
        retryAfter = new String[mostSeconds - leastSeconds + 1];
        for (int i = 0; i < retryAfter.length; i++) {
            retryAfter[i] = Integer.toString(leastSeconds + i);
        }
    }

    /**
     * Answers.
     *
     * @param request that was refused
     * @param response of it
     * @param isOwnDoing whether its client has too much in flight
     * @param close whether its connection is to be closed, so that its buffers are given back
     * @throws IOException if the client has gone
     */
    void send(HttpServletRequest request, HttpServletResponse response, boolean isOwnDoing, boolean close)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(isOwnDoing ? TOO_MANY_REQUESTS : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader("Retry-After", retryAfter[ThreadLocalRandom.current().nextInt(retryAfter.length)]);
        if (close) {
            closeConnection(request, response);
        }
        body(request, response, isOwnDoing ? TOO_MUCH : SHORT_OF_MEMORY);
    }

    /**
     * Answers a request whose body is larger than allowed. Its connection is closed, since nobody reads the rest.
     *
     * @param request that was refused
     * @param response of it
     * @throws IOException if the client has gone
     */
    static void tooLarge(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.reset();
        response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        closeConnection(request, response);
        body(request, response, TOO_LARGE);
    }

    /** Has the connection closed after the answer. HTTP/2 has no such header. */
    static void closeConnection(HttpServletRequest request, HttpServletResponse response) {
        if ("HTTP/1.1".equals(request.getProtocol())) {
            response.setHeader("Connection", "close");
        }
    }

    private static void body(HttpServletRequest request, HttpServletResponse response, byte[] body) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/problem+json");
        response.setContentLength(body.length);
        if (!"HEAD".equals(request.getMethod())) {
            response.getOutputStream().write(body);
        }
    }
}
