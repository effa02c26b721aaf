package io.memsafe.web;

import org.jspecify.annotations.Nullable;

/**
 * The numbers of one request that may say how large it will be: those in its query string, how long that is, and how
 * long the body is said to be.
 *
 * <p>The query string is read here, since asking the container for parameters can consume a body.
 *
 * <p>Thread-safety: none; used by the thread of its request.
 */
final class RequestNumbers {
    /** More are not looked at. */
    static final int MOST = 8;

    private static final int QUERY_LENGTH = 1;
    private static final int CONTENT_LENGTH = 2;
    private static final int MOST_DIGITS = 15;

    private final int[] names = new int[MOST];
    private final long[] values = new long[MOST];
    private int count;

    void clear() {
        count = 0;
    }

    void read(@Nullable String query, long contentLength) {
        count = 0;
        if (contentLength > 0) {
            add(CONTENT_LENGTH, contentLength);
        }
        if (query != null && !query.isEmpty()) {
            add(QUERY_LENGTH, query.length());
            readQuery(query);
        }
    }

    private void readQuery(String query) {
        int length = query.length();
        int from = 0;
        while (from < length && count < MOST) {
            int hash = 7;
            int at = from;
            char c = 0;
            for (; at < length; at++) {
                c = query.charAt(at);
                if (c == '=' || c == '&') {
                    break;
                }
                hash = 31 * hash + c;
            }
            long value = 0;
            int digits = 0;
            boolean isNumber = c == '=';
            if (isNumber) {
                for (at++; at < length; at++) {
                    c = query.charAt(at);
                    if (c == '&') {
                        break;
                    }
                    isNumber &= c >= '0' && c <= '9' && ++digits <= MOST_DIGITS;
                    value = isNumber ? 10 * value + (c - '0') : value;
                }
            }
            if (isNumber && digits > 0) {
                add(hash, value);
            }
            from = at + 1;
        }
    }

    private void add(int name, long value) {
        names[count] = name;
        values[count++] = value;
    }

    int count() {
        return count;
    }

    int name(int i) {
        return names[i];
    }

    long value(int i) {
        return values[i];
    }

    /** The place of a name, or -1. */
    int find(int name) {
        for (int i = 0; i < count; i++) {
            if (names[i] == name) {
                return i;
            }
        }
        return -1;
    }

    /** What a name that was hashed here can be called for people. */
    static String describe(int name) {
        return switch (name) {
            case QUERY_LENGTH -> "length of the query";
            case CONTENT_LENGTH -> "Content-Length";
            default -> "a query parameter";
        };
    }
}
