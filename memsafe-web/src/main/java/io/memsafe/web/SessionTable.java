package io.memsafe.web;

import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions that there are: who is in use, since when the others are not, and what they hold.
 *
 * <p>Thread-safety: {@link #measure} and {@link #evict} exclude each other; all others may be called from any thread.
 */
final class SessionTable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionBound.class);
    private static final int EVICTED = -1;
    private static final int NEVER = -1;

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final ToLongFunction<HttpSession> weigher;
    private final Consumer<HttpSession> evictor;
    private boolean weigherFailed;

    SessionTable(ToLongFunction<HttpSession> weigher, Consumer<HttpSession> evictor) {
        this.weigher = weigher;
        this.evictor = evictor;
    }

    /** One session. */
    static final class Entry {
        private final HttpSession session;
        private final AtomicInteger users = new AtomicInteger();
        private volatile int uses;
        private volatile long idleSinceNanos;
        private volatile long bytes;
        private int measuredUses = NEVER;

        Entry(HttpSession session, long nowNanos) {
            this.session = session;
            this.idleSinceNanos = nowNanos;
        }

        private boolean isIdle() {
            return users.get() == 0;
        }

        /** A request uses it; {@code false} if it is being ended. */
        boolean use() {
            int now = users.get();
            while (now != EVICTED) {
                if (users.compareAndSet(now, now + 1)) {
                    return true;
                }
                now = users.get();
            }
            return false;
        }

        /** A request that used it does no more. */
        @SuppressWarnings("NonAtomicVolatileUpdate") // any change will do
        void leave(long nowNanos) {
            uses++;
            idleSinceNanos = nowNanos;
            users.decrementAndGet();
        }
    }

    Entry created(HttpSession session, long nowNanos) {
        Entry entry = new Entry(session, nowNanos);
        entries.put(session.getId(), entry);
        return entry;
    }

    void destroyed(String id) {
        entries.remove(id);
    }

    void renamed(String before, String now) {
        Entry entry = entries.remove(before);
        if (entry != null) {
            entries.put(now, entry);
        }
    }

    @Nullable
    Entry of(String id) {
        return entries.get(id);
    }

    int size() {
        return entries.size();
    }

    long bytes() {
        long sum = 0;
        for (Entry entry : entries.values()) {
            sum += entry.bytes;
        }
        return sum;
    }

    /** Measures the sessions that are not in use and have been since they were last measured. */
    synchronized void measure() {
        for (Map.Entry<String, Entry> each : entries.entrySet()) {
            Entry entry = each.getValue();
            int uses = entry.uses;
            if (entry.isIdle() && entry.measuredUses != uses) {
                entry.measuredUses = uses;
                measure(each.getKey(), entry);
            }
        }
    }

    private void measure(String id, Entry entry) {
        try {
            entry.bytes = Math.max(0, weigher.applyAsLong(entry.session));
        } catch (IllegalStateException e) {
            entries.remove(id, entry); // it is not valid any more, and nobody said so
        } catch (RuntimeException e) {
            if (!weigherFailed) {
                weigherFailed = true;
                LOG.warn("the weigher of sessions failed; such sessions keep the size they had", e);
            }
        }
    }

    /**
     * Ends sessions until the rest holds no more than the limit: the one first that has not been used for longest.
     *
     * @return how many
     */
    synchronized int evict(long limitBytes) {
        long bytes = bytes();
        if (bytes <= limitBytes) {
            return 0;
        }
        List<Map.Entry<String, Entry>> idle = new ArrayList<>(entries.entrySet());
        idle.removeIf(each -> !each.getValue().isIdle());
        idle.sort(Comparator.comparingLong(each -> each.getValue().idleSinceNanos));
        int evicted = 0;
        for (Map.Entry<String, Entry> each : idle) {
            if (bytes <= limitBytes) {
                break;
            }
            Entry entry = each.getValue();
            if (entry.bytes > 0 && entry.users.compareAndSet(0, EVICTED)) {
                bytes -= entry.bytes;
                evicted += end(each.getKey(), entry) ? 1 : 0;
            }
        }
        return evicted;
    }

    private boolean end(String id, Entry entry) {
        try {
            evictor.accept(entry.session);
            return true;
        } catch (RuntimeException e) {
            LOG.debug("a session could not be ended; it has most likely ended by itself", e);
            return false;
        } finally {
            entries.remove(id, entry);
        }
    }
}
