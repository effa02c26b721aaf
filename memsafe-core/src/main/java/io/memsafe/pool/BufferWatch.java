package io.memsafe.pool;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the buffers of a pool that is debugged: who gives one back twice, writes into one that he has given back, or
 * never gives one back.
 *
 * <p>What is given back is filled with a pattern; a buffer that leaves the pool with another content was written to meanwhile.
 * Who did that is not known, but who gave it back last is told.
 *
 * <p>Thread-safety: safe, and slow.
 */
final class BufferWatch<B> {
    private static final Logger LOG = LoggerFactory.getLogger(BufferPool.class);
    private static final byte PATTERN = (byte) 0xDB;

    private final BufferKind<B> kind;
    private final boolean zeroed;
    private final Map<Key, Throwable> out = new HashMap<>();
    private final Map<Key, Throwable> back = new HashMap<>();
    private final ReferenceQueue<Object> gone = new ReferenceQueue<>();
    private long misused;
    private long lost;

    /** One buffer, whatever it equals. */
    private static final class Key extends WeakReference<Object> {
        private final int hash;

        Key(Object buffer, @Nullable ReferenceQueue<Object> queue) {
            super(buffer, queue);
            hash = System.identityHashCode(buffer);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other || (other instanceof Key key && get() != null && get() == key.get());
        }
    }

    BufferWatch(BufferKind<B> kind, boolean zeroed) {
        this.kind = kind;
        this.zeroed = zeroed;
    }

    /** A buffer leaves the pool; {@code false} if somebody wrote into it while it was there, so that nobody may have it. */
    synchronized boolean taken(B buffer) {
        lookForLost();
        Throwable giver = back.remove(new Key(buffer, null));
        if (giver != null && !kind.filled(buffer, PATTERN)) {
            misused++;
            LOG.error("a buffer of {} bytes was written to after it had been given back", kind.capacity(buffer), giver);
            return false;
        }
        if (giver != null && zeroed) {
            kind.fill(buffer, (byte) 0);
            kind.reset(buffer);
        }
        out.put(new Key(buffer, gone), new Throwable("taken here"));
        return true;
    }

    /** A buffer comes back. */
    synchronized void given(B buffer) {
        Key key = new Key(buffer, null);
        if (out.remove(key) == null) {
            misused++;
            Throwable giver = back.get(key);
            throw giver == null
                    ? new IllegalStateException("a buffer of " + kind.capacity(buffer)
                            + " bytes was given to a pool that it was not taken from, or that has dropped it")
                    : new IllegalStateException(
                            "a buffer of " + kind.capacity(buffer) + " bytes was given back twice", giver);
        }
        kind.fill(buffer, PATTERN);
        back.put(new Key(buffer, gone), new Throwable("given back here"));
    }

    /** A buffer that came back is not kept. */
    synchronized void dropped(B buffer) {
        back.remove(new Key(buffer, null));
    }

    private void lookForLost() {
        for (Reference<?> key = gone.poll(); key != null; key = gone.poll()) {
            back.remove(key);
            Throwable taker = out.remove(key);
            if (taker != null) {
                lost++;
                LOG.error("a buffer was never given back", taker);
            }
        }
    }

    /** How often a buffer was given back twice or to another pool, or written to afterwards. */
    synchronized long misused() {
        return misused;
    }

    /** How many buffers were taken, and then forgotten. */
    synchronized long lost() {
        lookForLost();
        return lost;
    }
}
