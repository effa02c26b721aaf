package io.memsafe;

import io.memsafe.response.internal.Callee;
import io.memsafe.response.internal.IsolatedCaller;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners of changes, on a thread of its own, so that none of them can hold up the governor.
 *
 * <p>A listener that throws is logged once and called again. One that has not returned after five seconds is set
 * aside: a new thread takes over with the next listener, and the one that hangs is called again when it has returned.
 *
 * <p>Thread-safety: {@link #tell} and {@link #watch} belong to the governor's thread, the rest to any.
 */
final class ListenerLoop implements AutoCloseable {
    private static final int MOST_WAITING = 256;

    /** How long a callback may take before it is set aside. */
    static final long HUNG_NANOS = 5_000_000_000L;

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Queue<LevelChange> changes = new ArrayBlockingQueue<>(MOST_WAITING);
    private final IsolatedCaller caller;
    private volatile boolean closed;
    private @Nullable LevelChange change;
    private @Nullable Iterator<Listener> rest;

    /** A listener with its name, and the change it is to hear of. */
    private static final class Listener extends Callee {
        final PressureListener target;

        @Nullable
        LevelChange change;

        Listener(String name, PressureListener target) {
            super("listener", name);
            this.target = target;
        }

        @Override
        protected void call() {
            LevelChange now = change;
            if (now != null) {
                target.levelChanged(now);
            }
        }
    }

    ListenerLoop(String threadName, LongSupplier clock) {
        this.caller = new IsolatedCaller(threadName, clock, HUNG_NANOS, IsolatedCaller.ONLY_WOKEN, this::next);
    }

    void start() {
        caller.start();
    }

    private @Nullable Callee next() {
        while (!closed) {
            if (change == null) {
                change = changes.poll();
            }
            LevelChange now = change;
            if (now == null) {
                return null;
            }
            if (rest == null) {
                rest = listeners.iterator();
            }
            while (rest.hasNext()) {
                Listener listener = rest.next();
                if (!listener.hangs()) {
                    listener.change = now;
                    return listener;
                }
            }
            rest = null;
            change = null;
        }
        return null;
    }

    Registration register(String name, PressureListener target) {
        Listener added = new Listener(name, target);
        listeners.add(added);
        return () -> listeners.remove(added);
    }

    /** Has the change delivered; the oldest one that waits is dropped if too many do. */
    void tell(LevelChange next) {
        while (!changes.offer(next)) {
            changes.poll();
        }
        caller.wake();
    }

    /** Sets a listener aside that hangs; called now and then. */
    void watch() {
        caller.watch();
    }

    @Override
    public void close() {
        closed = true;
        caller.close();
    }
}
