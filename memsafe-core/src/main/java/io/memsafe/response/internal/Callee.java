package io.memsafe.response.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Code of somebody else, and how it behaves.
 *
 * <p>Thread-safety: {@link #hangs()} may be asked from any thread, the rest belongs to an {@link IsolatedCaller}.
 */
public abstract class Callee {
    private static final Logger LOG = LoggerFactory.getLogger(Callee.class);

    private final String kind;
    private final String name;
    private volatile boolean hangs;
    private boolean failureLogged;

    /**
     * Code with a name.
     *
     * @param kind what it is, such as {@code listener}
     * @param name what its owner calls it
     */
    protected Callee(String kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    /** The name its owner gave it. */
    public final String name() {
        return name;
    }

    /** Whether it has been called and has not returned for too long. Not to be called until it has. */
    public final boolean hangs() {
        return hangs;
    }

    final void hangs(boolean now) {
        hangs = now;
    }

    /**
     * Calls the code. What it needs has been set before; a call that hangs must not touch what the next caller uses.
     *
     * @throws Exception whatever the code throws
     */
    protected abstract void call() throws Exception;

    /** Called after {@link #call()} has thrown, by the same thread. */
    protected void failed() {}

    /** For the log, what happens now that it has thrown. */
    protected String afterFailure() {
        return "it will be called again";
    }

    /** Calls the code, whatever it throws. */
    public final void perform() {
        try {
            call();
        } catch (Exception | Error e) {
            failed();
            logOnce(e);
        } finally {
            if (Thread.interrupted()) {
                LOG.debug("{} left an interrupt behind", this);
            }
        }
    }

    private void logOnce(Throwable failure) {
        if (!failureLogged) {
            LOG.warn("{} failed; {}", this, afterFailure(), failure);
            failureLogged = true;
        }
    }

    @Override
    public String toString() {
        return kind + " " + name;
    }
}
