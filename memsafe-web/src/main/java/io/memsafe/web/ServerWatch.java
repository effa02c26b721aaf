package io.memsafe.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when a server is dead although its process lives: an {@code OutOfMemoryError} has ended the thread that accepts
 * its connections, or the one that reads them, the heap is free again, and nothing is answered any more.
 *
 * <pre>{@code
 * ServerWatch watch = ServerWatch.of(8080).exit(75).start();
 * }</pre>
 *
 * <p>It looks at two things. The threads of the container that the server cannot do without are remembered when they are
 * first seen; when one of them ends while others of the server run on, that is the reason to name. And the server is asked
 * for a path of its own; when three answers in a row do not come, it is dead. Then {@link #alive()} is false, the log says
 * why, a callback hears of it, and if that is switched on, the process exits, so that its supervisor starts another one.
 *
 * <p>An answer is one whatever its status: a server that sheds is alive. One that has never answered is not found dead, since
 * it may listen elsewhere. Whoever stops the server closes the watch before.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
public final class ServerWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerWatch.class);

    private final Builder settings;
    private final byte[] request;
    private final byte[] answer = new byte[1];
    private final IntConsumer exit;
    private final List<Thread> vital = new ArrayList<>();
    private final Thread thread;
    private String cause = "";
    private boolean hasAnswered;
    private int failures;
    private volatile @Nullable String dead;
    private volatile boolean closed;

    ServerWatch(Builder settings, IntConsumer exit) {
        this.settings = settings;
        this.exit = exit;
        this.request = ("GET " + settings.path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        this.thread = new Thread(this::watch, "memsafe-server-watch");
        thread.setDaemon(true);
    }

    void begin() {
        thread.start();
    }

    /**
     * Settings for the watch of a server on this machine.
     *
     * @param port that it answers HTTP on, 1 to 65,535
     * @return a builder with the defaults
     * @throws IllegalArgumentException if the port is out of these bounds
     */
    public static Builder of(int port) {
        return new Builder(port);
    }

    /**
     * Whether the server answers: for a liveness probe. One plain read.
     *
     * @return {@code true} until it was found dead; {@code true} again if it answers after all
     */
    public boolean alive() {
        return dead == null;
    }

    /**
     * Why the server is dead.
     *
     * @return a sentence; {@code null} while it is alive
     */
    public @Nullable String reason() {
        return dead;
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(this, settings.every.toNanos());
            if (!closed) {
                try {
                    step();
                } catch (OutOfMemoryError e) {
                    // It says nothing of the server; the next look begins anew.
                }
            }
        }
    }

    private void step() {
        lookAtThreads();
        String failure = ask();
        if (failure == null) {
            failures = 0;
            hasAnswered = true;
            if (dead != null) {
                dead = null;
                LOG.info("the server answers again");
            }
            return;
        }
        failures++;
        if (!hasAnswered) {
            if (failures == settings.most) {
                LOG.info("the server has not answered yet on port {} of this machine ({})", settings.port, failure);
            }
            return;
        }
        if (failures >= settings.most && dead == null) {
            String why = "the server has not answered " + failures + " times in a row (" + failure + ")" + cause;
            if (!die(why)) {
                return;
            }
            LOG.error("{}", why);
            settings.listener.accept(why);
            Integer code = settings.exitCode;
            if (code != null && !closed) {
                exit.accept(code);
            }
        }
    }

    /** Not once it is closed: the server may have been stopped since. */
    private synchronized boolean die(String why) {
        if (!closed) {
            dead = why;
        }
        return !closed;
    }

    /** Remembers the threads that the server cannot do without, and notices when one has ended. */
    private void lookAtThreads() {
        for (int i = vital.size() - 1; i >= 0; i--) {
            if (!vital.get(i).isAlive()) {
                cause = "; its thread " + vital.get(i).getName() + " has ended";
                LOG.warn("the thread {} of the server has ended", vital.get(i).getName());
                vital.remove(i);
            }
        }
        Thread[] threads = new Thread[2 * Thread.activeCount() + 16];
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        int count = root.enumerate(threads, true);
        for (int i = 0; i < count; i++) {
            if (settings.threads.matcher(threads[i].getName()).find() && !vital.contains(threads[i])) {
                vital.add(threads[i]);
            }
        }
    }

    /** Asks the server; tells what went wrong, or {@code null}. */
    private @Nullable String ask() {
        int millis = (int) settings.patience.toMillis();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port), millis);
            socket.setSoTimeout(millis);
            socket.getOutputStream().write(request);
            InputStream in = socket.getInputStream();
            return in.read(answer) > 0 ? null : "the connection was closed without an answer";
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Ends its thread; the last finding stays. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        LockSupport.unpark(thread);
    }

    /**
     * Settings for a watch.
     *
     * <p>Thread-safety: none; used by one thread.
     */
    public static final class Builder {
        private static final int HIGHEST_PORT = 65_535;
        private static final int LARGEST_EXIT_CODE = 255;
        private static final int MOST_FAILURES = 100;
        private static final Duration SHORTEST = Duration.ofMillis(10);
        private static final Duration LONGEST = Duration.ofHours(1);

        private final int port;
        private String path = "/health/live";
        private Duration every = Duration.ofSeconds(5);
        private Duration patience = Duration.ofSeconds(5);
        private int most = 3;
        private Pattern threads = Pattern.compile("-(Acceptor|Poller)$|-acceptor-|XNIO-\\d+ (Accept|I/O-)");
        private Consumer<String> listener = why -> {};
        private @Nullable Integer exitCode;

        private Builder(int port) {
            if (port < 1 || port > HIGHEST_PORT) {
                throw new IllegalArgumentException("the port must be 1 to " + HIGHEST_PORT + ", but is " + port);
            }
            this.port = port;
        }

        private static Duration checked(String setting, Duration value) {
            if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(setting + " must be 10 ms to 1 h, but is " + value);
            }
            return value;
        }

        /**
         * What is asked for. Any answer will do, so it should cost nothing and pass the filter.
         *
         * @param ownPath begins with a slash; {@code /health/live} by default
         * @return this builder
         * @throws IllegalArgumentException if it is no path
         */
        public Builder path(String ownPath) {
            if (!ownPath.startsWith("/") || !ownPath.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new IllegalArgumentException(
                        "the path must begin with / and have neither blanks nor what is not ASCII, but is '" + ownPath
                                + "'");
            }
            this.path = ownPath;
            return this;
        }

        /**
         * How often it looks.
         *
         * @param interval 10 ms to 1 h; 5 s by default
         * @return this builder
         * @throws IllegalArgumentException if it is out of these bounds
         */
        public Builder every(Duration interval) {
            this.every = checked("the interval", interval);
            return this;
        }

        /**
         * How long it waits for an answer.
         *
         * @param time 10 ms to 1 h; 5 s by default
         * @return this builder
         * @throws IllegalArgumentException if it is out of these bounds
         */
        public Builder patience(Duration time) {
            this.patience = checked("the patience", time);
            return this;
        }

        /**
         * How many answers in a row may fail to come.
         *
         * @param failures 1 to 100; 3 by default
         * @return this builder
         * @throws IllegalArgumentException if it is out of these bounds
         */
        public Builder failures(int failures) {
            if (failures < 1 || failures > MOST_FAILURES) {
                throw new IllegalArgumentException("failures must be 1 to " + MOST_FAILURES + ", but is " + failures);
            }
            this.most = failures;
            return this;
        }

        /**
         * The threads that the server cannot do without.
         *
         * @param pattern found in their names; by default those of the acceptors and pollers of Tomcat, Jetty and
         *     Undertow
         * @return this builder
         * @throws IllegalArgumentException if it is no regular expression
         */
        public Builder threads(String pattern) {
            try {
                this.threads = Pattern.compile(pattern);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "the names of threads must be a regular expression, but are '" + pattern + "'", e);
            }
            return this;
        }

        /**
         * Hears of it when the server is found dead.
         *
         * @param whenDead is told why, on the thread of the watch
         * @return this builder
         */
        public Builder onDead(Consumer<String> whenDead) {
            this.listener = Objects.requireNonNull(whenDead, "whenDead");
            return this;
        }

        /**
         * Has the process end at once when the server is dead, without running shutdown hooks, which may wait for it.
         *
         * @param code 0 to 255; the process goes on by default
         * @return this builder
         * @throws IllegalArgumentException if it is out of these bounds
         */
        public Builder exit(int code) {
            if (code < 0 || code > LARGEST_EXIT_CODE) {
                throw new IllegalArgumentException("the exit code must be 0 to 255, but is " + code);
            }
            this.exitCode = code;
            return this;
        }

        /**
         * Begins to watch.
         *
         * @return a watch that runs
         */
        public ServerWatch start() {
            ServerWatch watch = new ServerWatch(this, Runtime.getRuntime()::halt);
            watch.begin();
            return watch;
        }
    }
}
