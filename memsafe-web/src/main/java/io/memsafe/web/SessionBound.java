package io.memsafe.web;

import io.memsafe.MemoryGovernor;
import io.memsafe.Registration;
import io.memsafe.response.Demand;
import io.memsafe.response.Reclaimer;
import io.memsafe.response.Shares;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds what the sessions of an application hold: beyond that, and under pressure, those are ended that have not been used
 * for longest. One that a request uses is never ended.
 *
 * <pre>{@code
 * SessionBound sessions = SessionBound.with(governor).share(0.2).build();
 * context.addListener(sessions);
 * }</pre>
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
public final class SessionBound
        implements HttpSessionListener, HttpSessionIdListener, ServletRequestListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionBound.class);
    private static final String USE = SessionBound.class.getName() + ".use";
    private static final long LOOK_NANOS = 1_000_000_000L;
    private static final long EVICTION_NANOS = 1_000_000L;
    private static final int LONGEST_EVICTION = 1_000;
    private static final int COST = 50;

    private final MemoryGovernor governor;
    private final double share;
    private final SessionTable table;
    private final AtomicLong evicted = new AtomicLong();

    @SuppressWarnings("ThreadLocalUsage") // it goes with the application
    private final ThreadLocal<HttpServletRequest> current = new ThreadLocal<>();

    private final Registration registration;
    private final Thread watcher;
    private volatile double kept = 1;
    private volatile boolean closed;
    private boolean failed;

    private SessionBound(Builder builder) {
        this.governor = builder.governor;
        this.share = builder.share;
        this.table = new SessionTable(builder.weigher, builder.evictor);
        this.registration = governor.reclaim("sessions", COST, new Shrinking());
        this.watcher = new Thread(this::watch, "memsafe-web-sessions");
        watcher.setDaemon(true);
        watcher.start();
    }

    /**
     * Settings for a bound.
     *
     * @param governor stays the caller's to close, after the bound
     * @return a builder with the defaults
     */
    public static Builder with(MemoryGovernor governor) {
        return new Builder(governor);
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(this, LOOK_NANOS);
            try {
                if (!closed) {
                    look();
                }
            } catch (OutOfMemoryError e) {
                LOG.debug("no memory to look at the sessions; tried again");
            } catch (RuntimeException e) {
                if (!failed) {
                    failed = true;
                    LOG.warn("looking at the sessions failed; it goes on with the next look", e);
                }
            }
        }
    }

    /** Measures what was used, and ends what is too much. */
    void look() {
        table.measure();
        evict();
    }

    private int evict() {
        int count = table.evict(limitBytes());
        if (count > 0) {
            evicted.addAndGet(count);
            LOG.info("{} sessions were ended that had not been used for longest; {} are left", count, table.size());
        }
        return count;
    }

    private long limitBytes() {
        return (long) (kept * share * governor.assessment().heap().capacityBytes());
    }

    /** Follows the level. */
    private final class Shrinking implements Reclaimer {
        @Override
        public long reclaim(Demand demand) {
            kept = Shares.DEFAULT.of(demand);
            return evict() > 0 ? UNKNOWN : 0;
        }

        @Override
        public void recover(Demand demand) {
            kept = Shares.DEFAULT.of(demand);
        }
    }

    @Override
    public void sessionCreated(HttpSessionEvent event) {
        SessionTable.Entry entry = table.created(event.getSession(), System.nanoTime());
        HttpServletRequest request = current.get();
        if (request != null && !(request.getAttribute(USE) instanceof Use)) {
            use(request, entry);
        }
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        table.destroyed(event.getSession().getId());
    }

    @Override
    public void sessionIdChanged(HttpSessionEvent event, String before) {
        table.renamed(before, event.getSession().getId());
    }

    @Override
    public void requestInitialized(ServletRequestEvent event) {
        if (closed
                || !(event.getServletRequest() instanceof HttpServletRequest request)
                || request.getAttribute(USE) instanceof Use) {
            return;
        }
        current.set(request);
        HttpSession session = request.getSession(false);
        if (session != null) {
            SessionTable.Entry known = table.of(session.getId());
            // One that was there before the bound, or came from a store.
            SessionTable.Entry entry = known == null ? table.created(session, System.nanoTime()) : known;
            if (!use(request, entry)) {
                awaitEnd(session.getId());
            }
        }
    }

    private static boolean use(HttpServletRequest request, SessionTable.Entry entry) {
        boolean may = entry.use();
        if (may) {
            request.setAttribute(USE, new Use(entry));
        }
        return may;
    }

    /** A request that comes while its session is being ended shall find none, rather than a broken one. */
    private void awaitEnd(String id) {
        for (int i = 0; i < LONGEST_EVICTION && table.of(id) != null; i++) {
            LockSupport.parkNanos(this, EVICTION_NANOS);
        }
    }

    @Override
    public void requestDestroyed(ServletRequestEvent event) {
        current.remove();
        ServletRequest request = event.getServletRequest();
        if (request.getAttribute(USE) instanceof Use use) {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(use);
            } else {
                use.end();
            }
        }
    }

    /** A session that a request uses, until it is complete. */
    private static final class Use implements AsyncListener {
        private final SessionTable.Entry entry;
        private final AtomicBoolean over = new AtomicBoolean();

        Use(SessionTable.Entry entry) {
            this.entry = entry;
        }

        void end() {
            if (over.compareAndSet(false, true)) {
                entry.leave(System.nanoTime());
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {
            end();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // It is complete after that.
        }

        @Override
        public void onError(AsyncEvent event) {
            // It is complete after that.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }

    /**
     * What it knows and has done.
     *
     * @return as of now
     */
    public SessionStatistics statistics() {
        return new SessionStatistics(table.size(), table.bytes(), limitBytes(), evicted.get());
    }

    /** Ends its thread, and ends no more sessions. */
    @Override
    public void close() {
        closed = true;
        registration.close();
        LockSupport.unpark(watcher);
    }

    /**
     * Settings for a bound.
     *
     * <p>Thread-safety: none; used by one thread.
     */
    public static final class Builder {
        private static final double USUAL_SHARE = 0.2;

        private final MemoryGovernor governor;
        private double share = USUAL_SHARE;
        private ToLongFunction<HttpSession> weigher = new SerializedSize();
        private Consumer<HttpSession> evictor = HttpSession::invalidate;

        private Builder(MemoryGovernor governor) {
            this.governor = Objects.requireNonNull(governor, "governor");
        }

        /**
         * What sessions may hold together; three quarters, a half and a quarter of that at {@code WARNING}, {@code CRITICAL}
         * and {@code EMERGENCY}.
         *
         * @param ratio of what the heap can be filled with, more than 0 and at most 1; 0.2 by default
         * @return this builder
         * @throws IllegalArgumentException if it is out of these bounds
         */
        public Builder share(double ratio) {
            if (!(ratio > 0) || ratio > 1) {
                throw new IllegalArgumentException("share must be more than 0 and at most 1, but is " + ratio);
            }
            this.share = ratio;
            return this;
        }

        /**
         * Tells what a session holds. By default that is its length when serialised, with at least a kilobyte for what cannot be.
         *
         * @param bytesOf asked by a thread of the bound for sessions that have been used and are not any more
         * @return this builder
         */
        public Builder weigher(ToLongFunction<HttpSession> bytesOf) {
            this.weigher = Objects.requireNonNull(bytesOf, "bytesOf");
            return this;
        }

        /**
         * Ends a session, or puts it away. By default it is invalidated.
         *
         * @param ending called by a thread of the bound or of the governor
         * @return this builder
         */
        public Builder evictor(Consumer<HttpSession> ending) {
            this.evictor = Objects.requireNonNull(ending, "ending");
            return this;
        }

        /**
         * Makes the bound and starts its thread.
         *
         * @return a bound to add to the context as a listener
         */
        public SessionBound build() {
            return new SessionBound(this);
        }
    }
}
