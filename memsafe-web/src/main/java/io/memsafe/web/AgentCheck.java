package io.memsafe.web;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.response.OrderlyStop;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the agent checks of HAProxy, so that a server with little memory left gets fewer requests, and one without gets
 * none.
 *
 * <pre>{@code
 * server s1 10.0.0.1:8080 weight 100 check agent-check agent-port 9300 agent-inter 1s
 * }</pre>
 *
 * <p>It says {@code ready up N%}, where N is 100 while less than half of what can be filled lives, and falls to 1 at 95 %;
 * and {@code drain} at {@link PressureLevel#EMERGENCY} and once a stop has begun. The weights of HAProxy are whole numbers:
 * give servers one of 100, so that a hundredth counts.
 *
 * <p>Whoever connects is told, and nothing is read. One connection is served at a time, by one thread; what to say is made
 * beforehand.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
public final class AgentCheck implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentCheck.class);
    private static final double ALL_RATIO = 0.5;
    private static final double LEAST_RATIO = 0.95;
    private static final int PERCENT = 100;
    private static final long CLOSE_MILLIS = 1_000;
    private static final byte[] DRAIN = "drain\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[][] WEIGHTS = new byte[PERCENT + 1][];

    static {
        for (int i = 0; i <= PERCENT; i++) {
            WEIGHTS[i] = ("ready up " + i + "%\n").getBytes(StandardCharsets.US_ASCII);
        }
    }

    private final MemoryGovernor governor;
    private final @Nullable OrderlyStop stop;
    private final ServerSocket socket;
    private final Thread thread;

    private AgentCheck(Builder builder) throws IOException {
        governor = builder.governor;
        stop = builder.stop;
        socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(builder.address, builder.port));
        } catch (IOException e) {
            socket.close();
            throw new IOException(
                    "cannot listen for agent checks on " + builder.address.getHostAddress() + ":" + builder.port, e);
        }
        thread = new Thread(this::serve, "memsafe-agent-check");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Settings for a responder.
     *
     * @param governor stays the caller's to close
     * @return a builder with the defaults
     */
    public static Builder with(MemoryGovernor governor) {
        return new Builder(governor);
    }

    /**
     * Where it listens.
     *
     * @return the port
     */
    public int port() {
        return socket.getLocalPort();
    }

    /** What it says for a share of what can be filled that lives. */
    static byte[] weight(double pressureRatio) {
        double share = (LEAST_RATIO - pressureRatio) / (LEAST_RATIO - ALL_RATIO);
        return WEIGHTS[(int) Math.max(1, Math.min(PERCENT, Math.round(PERCENT * share)))];
    }

    private byte[] answer() {
        OrderlyStop stopping = stop;
        if (governor.level() == PressureLevel.EMERGENCY || (stopping != null && !stopping.ready())) {
            return DRAIN;
        }
        HeapAssessment heap = governor.assessment().heap();
        return weight(heap.verified() ? heap.pressureRatio() : 0);
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket asked = socket.accept();
                    OutputStream out = asked.getOutputStream()) {
                out.write(answer());
            } catch (IOException e) {
                LOG.debug("an agent check was not answered", e);
            } catch (OutOfMemoryError e) {
                // The next one is answered again.
            }
        }
    }

    /** Stops listening; nobody is told any more when it returns. */
    @Override
    public void close() {
        try {
            socket.close();
            thread.join(CLOSE_MILLIS); // the system closes it when the thread has left it
        } catch (IOException e) {
            LOG.debug("the socket of the agent check was closed already", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Settings for a responder.
     *
     * <p>Thread-safety: none; used by one thread.
     */
    public static final class Builder {
        private static final int HIGHEST_PORT = 65_535;

        private final MemoryGovernor governor;
        private InetAddress address = InetAddress.getLoopbackAddress();
        private int port;
        private @Nullable OrderlyStop stop;

        private Builder(MemoryGovernor governor) {
            this.governor = Objects.requireNonNull(governor, "governor");
        }

        /**
         * The port to listen on.
         *
         * @param number 0 to 65,535; 0, the default, has the system choose one
         * @return this builder
         * @throws IllegalArgumentException if it is out of these bounds
         */
        public Builder port(int number) {
            if (number < 0 || number > HIGHEST_PORT) {
                throw new IllegalArgumentException("the port must be 0 to " + HIGHEST_PORT + ", but is " + number);
            }
            this.port = number;
            return this;
        }

        /**
         * The address to listen on.
         *
         * @param host a name or an address of this machine, that the balancer reaches and nobody else should; the
         *     loopback address by default
         * @return this builder
         * @throws IllegalArgumentException if it is unknown
         */
        public Builder address(String host) {
            try {
                this.address = InetAddress.getByName(host);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("the address must be one of this machine, but is '" + host + "'", e);
            }
            return this;
        }

        /**
         * Has it say {@code drain} once a stop has begun.
         *
         * @param orderly the stop of the program
         * @return this builder
         */
        public Builder stop(OrderlyStop orderly) {
            this.stop = Objects.requireNonNull(orderly, "orderly");
            return this;
        }

        /**
         * Listens.
         *
         * @return a responder that runs
         * @throws IOException if it cannot listen there
         */
        public AgentCheck start() throws IOException {
            return new AgentCheck(this);
        }
    }
}
