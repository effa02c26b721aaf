package io.memsafe.benchmarks.web.child;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What all servers under test have around them. The process prints {@code PORT} and serves until it is killed; or,
 * calibrating, it prints how many kilobytes a server that has started can keep, and ends.
 *
 * @param application what is served
 * @param counters of errors and garbage, which outlive the process
 * @param usableKilobytes what the heap can hold; 0 to find out
 * @param garbage megabytes a second; 0 for none, -1 for as many as it can
 */
public record Stage(Application application, Counters counters, long usableKilobytes, long garbage) {
    private static final int CHUNK = 16 << 10;
    private static final int WARM_UPS = 300;
    private static final int RING = 64;

    private static final List<byte[]> LIVE = new ArrayList<>();

    /**
     * Takes what the launcher hands over, and fills what lives beside.
     *
     * @param arguments from the third on: the file for the {@link Counters}, the kilobytes that the heap can hold (0 to find
     *     out), the mean of the heavy requests in kilobytes, the kilobytes that live beside, and the megabytes of garbage a
     *     second (0 for none, -1 for as many as it can)
     * @return what they say
     */
    public static Stage of(String... arguments) {
        Counters counters = new Counters(Path.of(arguments[2]));
        for (long kilobytes = Long.parseLong(arguments[5]); kilobytes > 0; kilobytes -= CHUNK >> 10) {
            LIVE.add(new byte[CHUNK]);
        }
        return new Stage(
                new Application(Double.parseDouble(arguments[4])),
                counters,
                Long.parseLong(arguments[3]),
                Long.parseLong(arguments[6]));
    }

    /**
     * The server serves from now on.
     *
     * @param port where
     * @throws IOException if it does not answer when it is calibrated
     */
    public void serves(int port) throws IOException {
        if (garbage != 0) {
            Thread thread = new Thread(() -> litter(garbage, counters), "garbage");
            thread.setDaemon(true);
            thread.start();
        }
        if (usableKilobytes == 0) {
            calibrate(port);
        } else {
            System.out.println("PORT " + port);
        }
    }

    /**
     * The outermost filter: counts errors, also those in the exceptions of a framework, and passes them on untouched.
     *
     * @return a filter
     */
    public Filter counting() {
        return new Filter() {
            @Override
            public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                    throws IOException, ServletException {
                try {
                    chain.doFilter(request, response);
                } catch (OutOfMemoryError e) {
                    counters.error();
                    throw e;
                } catch (ServletException e) {
                    if (e.getRootCause() instanceof OutOfMemoryError) {
                        counters.error();
                    }
                    throw e;
                }
            }
        };
    }

    private static void calibrate(int port) throws IOException {
        for (int i = 0; i < WARM_UPS; i++) {
            URI uri = URI.create("http://127.0.0.1:" + port + "/heavy?kb=64&ms=0");
            try (InputStream answer = uri.toURL().openStream()) {
                answer.readAllBytes();
            }
        }
        System.gc();
        long kilobytes = 0;
        @Nullable Object @Nullable [] chain = null;
        try {
            while (true) {
                chain = new @Nullable Object[] {chain, new byte[CHUNK]};
                kilobytes += CHUNK >> 10;
            }
        } catch (OutOfMemoryError e) {
            chain = null;
        }
        System.out.println("USABLE " + kilobytes);
        Runtime.getRuntime().halt(0);
    }

    /** Garbage that dies young. */
    private static void litter(long megabytesPerSecond, Counters counters) {
        byte[][] ring = new byte[RING][];
        long bytes = 0;
        long start = System.nanoTime();
        for (int i = 0; ; i++) {
            try {
                ring[i % RING] = new byte[4_096 + ThreadLocalRandom.current().nextInt(12_288)];
            } catch (OutOfMemoryError e) {
                counters.error();
                ring = new byte[RING][];
                continue;
            }
            bytes += ring[i % RING].length;
            if (i % RING == 0) {
                counters.garbage(bytes);
                while (megabytesPerSecond > 0
                        && bytes > megabytesPerSecond * (1 << 20) * ((System.nanoTime() - start) / 1e9)) {
                    LockSupport.parkNanos(500_000);
                }
            }
        }
    }
}
