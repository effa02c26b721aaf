package io.memsafe.pool;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds leases that were forgotten, and where they were taken. Thread-safety: safe. */
final class LeaseTrace {
    private static final Logger LOG = LoggerFactory.getLogger(GovernedPool.class);

    private final String pool;
    private final Set<Open> all = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Object> gone = new ReferenceQueue<>();
    private final AtomicLong leaks = new AtomicLong();

    LeaseTrace(String pool) {
        this.pool = pool;
    }

    /** A lease that is open. */
    final class Open extends PhantomReference<Object> {
        private final PoolEntry<?> entry;
        private final Throwable taken = new Throwable("taken here");

        private Open(Lease<?> lease, PoolEntry<?> entry) {
            super(lease, gone);
            this.entry = entry;
        }

        void close() {
            all.remove(this);
        }
    }

    Open open(Lease<?> lease, PoolEntry<?> entry) {
        Open open = new Open(lease, entry);
        all.add(open);
        return open;
    }

    /** Frees the places of forgotten leases for new objects; the old ones are left to who may still have them. */
    void lookForLeaks() {
        for (Reference<?> found = gone.poll(); found != null; found = gone.poll()) {
            if (found instanceof Open open && all.remove(open)) {
                leaks.incrementAndGet();
                LOG.error("pool {}: a lease was never closed", pool, open.taken);
                open.entry.take();
                open.entry.giveBack();
            }
        }
    }

    long leaks() {
        return leaks.get();
    }
}
