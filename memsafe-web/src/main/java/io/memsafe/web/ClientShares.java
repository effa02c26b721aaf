package io.memsafe.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the requests in flight of each client are charged, in bounded space: however many clients there are, none is
 * remembered that has nothing in flight.
 *
 * <p>A client has one place in each of two rows of counters, found from its name; it is taken to be charged the smaller of
 * both. So two clients are mistaken for each other only where both places are shared, which with a hundred clients in
 * flight happens to one in two thousand. Names are hashed with a number of this process alone, so that nobody can choose
 * one that shares the places of another.
 *
 * <p>Thread-safety: all methods may be called from any thread. Two requests of a client that are asked about at the same
 * time can both be allowed.
 */
final class ClientShares {
    /** Nobody is told apart. */
    static final ClientShares NONE = new ClientShares(1, request -> null);

    /** Of a request whose client is not told apart. */
    static final int NOBODY = -1;

    private static final Logger LOG = LoggerFactory.getLogger(MemoryShedFilter.class);
    private static final int ROW_BITS = 12;
    private static final int ROW = 1 << ROW_BITS;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final int HALF = 32;

    private final double share;
    private final Function<HttpServletRequest, @Nullable String> clientOf;
    private final AtomicLongArray charged = new AtomicLongArray(2 * ROW);
    private final long seed = ThreadLocalRandom.current().nextLong();
    private volatile boolean failed;

    ClientShares(double share, Function<HttpServletRequest, @Nullable String> clientOf) {
        this.share = share;
        this.clientOf = clientOf;
    }

    /** The places of a request's client, or {@link #NOBODY}. */
    int placesOf(HttpServletRequest request) {
        String client;
        try {
            client = clientOf.apply(request);
        } catch (RuntimeException e) {
            if (!failed) {
                failed = true;
                LOG.warn(
                        "telling the client failed, for {}; such requests have no share, each time it does",
                        request,
                        e);
            }
            return NOBODY;
        }
        return client == null ? NOBODY : places(client);
    }

    private int places(String client) {
        long hash = seed;
        for (int i = 0; i < client.length(); i++) {
            hash = (hash ^ client.charAt(i)) * MULTIPLIER;
            hash ^= hash >>> HALF;
        }
        return (int) (hash >>> HALF) & (ROW * ROW - 1);
    }

    private static int first(int places) {
        return places & (ROW - 1);
    }

    private static int second(int places) {
        return ROW + (places >>> ROW_BITS);
    }

    /** Charges a client more, or less. */
    void add(int places, long bytes) {
        if (places != NOBODY && bytes != 0) {
            charged.getAndAdd(first(places), bytes);
            charged.getAndAdd(second(places), bytes);
        }
    }

    /** Whether a client that is told apart may have this much more in flight. One that has nothing may have any. */
    boolean allows(int places, long bytes, long limitBytes) {
        long now = Math.min(charged.get(first(places)), charged.get(second(places)));
        return now <= 0 || now + bytes <= (long) (share * limitBytes);
    }
}
