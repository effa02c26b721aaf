package io.memsafe.web;

import io.memsafe.admission.BudgetPriority;
import jakarta.servlet.ServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the code of a request that it should end: it takes too long, or it holds what others need.
 *
 * <p>Nothing is stopped by force. Code that takes long asks now and then, or says how its work can be stopped:
 *
 * <pre>{@code
 * CancellationToken token = CancellationToken.of(request);
 * token.onCancel(() -> statement.cancel());
 * while (rows.next()) {
 *     token.throwIfCancelled();
 *     ...
 * }
 * }</pre>
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
public final class CancellationToken {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryShedFilter.class);
    private static final String ATTRIBUTE = CancellationToken.class.getName();
    private static final CancellationToken NEVER = new CancellationToken(BudgetPriority.CRITICAL, 0);

    private final BudgetPriority priority;
    private final long startNanos;
    private final List<Runnable> actions = new ArrayList<>(0);
    private volatile @Nullable String reason;

    CancellationToken(BudgetPriority priority, long startNanos) {
        this.priority = priority;
        this.startNanos = startNanos;
    }

    /**
     * The token of a request.
     *
     * @param request as the filter passed it on, or wrapped
     * @return one that is never cancelled if there is no filter, or it does not cancel
     */
    public static CancellationToken of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof CancellationToken token ? token : NEVER;
    }

    void attach(ServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    BudgetPriority priority() {
        return priority;
    }

    long startNanos() {
        return startNanos;
    }

    /**
     * Whether the request should end. One plain read.
     *
     * @return {@code true} once it should
     */
    public boolean isCancelled() {
        return reason != null;
    }

    /**
     * Ends the request, if it should end. A filter that gets the exception answers 503.
     *
     * @throws RequestCancelledException if it should
     */
    public void throwIfCancelled() {
        String why = reason;
        if (why != null) {
            throw new RequestCancelledException(why);
        }
    }

    /**
     * Has something run when the request is cancelled, on a thread of the filter, one after the other. If it has been
     * already, it runs at once.
     *
     * @param action what stops the work; one that throws is logged
     */
    public void onCancel(Runnable action) {
        Objects.requireNonNull(action, "action");
        if (this == NEVER) {
            return;
        }
        synchronized (actions) {
            if (reason == null) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    /** Marks it, once. */
    boolean cancel(String why) {
        synchronized (actions) {
            if (reason != null) {
                return false;
            }
            reason = why;
            return true;
        }
    }

    /** Runs what is to run when it is cancelled, which it has been. */
    void act() {
        List<Runnable> all;
        synchronized (actions) {
            all = List.copyOf(actions);
            actions.clear();
        }
        for (Runnable action : all) {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.warn("an action of a request that was cancelled failed: {}", action, e);
            }
        }
    }
}
