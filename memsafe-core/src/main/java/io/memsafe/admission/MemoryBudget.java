package io.memsafe.admission;

import io.memsafe.PressureLevel;
import io.memsafe.Registration;
import io.memsafe.admission.BudgetNode.Claim;
import io.memsafe.admission.Refusal.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that may be kept alive, given out as permits before they are allocated.
 *
 * <p>A level tells that memory grows short; a request for a tenth of the heap must be refused before that. So whoever
 * is about to keep many bytes alive asks first. {@code MemoryGovernor.budget()} follows the heap; {@link #fixed} has a
 * limit of your own.
 *
 * <pre>{@code
 * try (MemoryPermit permit = governor.budget().acquire(bytes, Duration.ofMillis(50)).orThrow()) {
 *     work();
 * }
 * }</pre>
 *
 * <p><i>Children.</i> A {@link #child child} has a share of its parent that is kept free for it, a share that it never
 * passes, and a priority. Between the two it uses what its siblings leave. With {@code own} for the bytes that a budget
 * gave out itself, its demand is {@code own + sum over children of max(demand, guaranteed)}, and a request is granted if
 * after it the demand of its budget and of each one above is within the limit.
 *
 * <p><i>How much is given out at most.</i> Bytes are first added and then checked, so of two requests that race for the
 * last bytes at most one gets them, and now and then neither does. Whenever a request is granted, all bytes given out
 * are within the limit. They can exceed it later only because the limit has fallen; then nothing is granted until they
 * are below it again.
 *
 * <p><i>Order.</i> Those who wait are served in the order they came, and nobody overtakes them to what they wait for;
 * who asks another child for bytes that are guaranteed to it does not have to wait for them.
 *
 * <p>Thread-safety: all methods may be called from any thread. Nothing here waits for another thread except
 * {@link #acquire}.
 */
public final class MemoryBudget {
    private final BudgetNode node;
    private final BudgetTree tree;
    private final AtomicLong refusals = new AtomicLong();

    MemoryBudget(BudgetTree tree, @Nullable BudgetNode parent, BudgetSettings settings) {
        this.tree = tree;
        this.node = new BudgetNode(this, tree.queue(), parent, settings);
    }

    /**
     * A budget that follows no heap.
     *
     * @param limitBytes what it gives out at most, 0 or more
     * @return a budget with default priority at the level {@code NORMAL}
     * @throws IllegalArgumentException if it is negative
     */
    public static MemoryBudget fixed(long limitBytes) {
        return builder().fixed(limitBytes).build();
    }

    /**
     * Settings for a budget of its own, apart from the governor's.
     *
     * @return a builder with the defaults
     */
    public static BudgetBuilder builder() {
        return new BudgetBuilder();
    }

    /**
     * Settings for a part of this budget.
     *
     * @param childName for refusals, events and metrics; unlike those of its siblings
     * @return a builder with the defaults
     */
    public ChildBuilder child(String childName) {
        return new ChildBuilder(this, childName);
    }

    /**
     * Asks for bytes, and takes no for an answer. A refusal takes no memory; a permit takes none either if it is closed
     * by the method that asked for it, once that is compiled.
     *
     * @param bytes to be kept alive, 0 or more
     * @return a permit, or why not
     * @throws IllegalArgumentException if it is negative
     */
    public Admission tryAcquire(long bytes) {
        requireNotNegative(bytes);
        Refusal refusal = node.attempt(bytes, Claim.NEW);
        return refusal == null ? permit(bytes) : refused(refusal, bytes);
    }

    /**
     * Asks for bytes, and waits for them. Of equal budgets, who comes first is served first.
     *
     * @param bytes to be kept alive, 0 or more
     * @param timeout how long to wait at most; zero or less does not wait
     * @return a permit, or why there was none until the end; {@link Reason#TOO_LARGE} without waiting
     * @throws InterruptedException if this thread is interrupted; nothing is taken then
     * @throws IllegalArgumentException if bytes are negative
     */
    public Admission acquire(long bytes, Duration timeout) throws InterruptedException {
        requireNotNegative(bytes);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Refusal refusal = node.attempt(bytes, Claim.NEW);
        if (refusal != null && refusal.reason() != Reason.TOO_LARGE && timeout.compareTo(Duration.ZERO) > 0) {
            refusal = tree.queue().await(this, bytes, timeout, refusal);
        }
        return refusal == null ? permit(bytes) : refused(refusal, bytes);
    }

    /**
     * Asks for bytes, to be told later. The future can be cancelled, or given a time limit with
     * {@link CompletableFuture#orTimeout}; it leaves the queue then. It is completed by a thread of
     * {@link CompletableFuture#defaultExecutor()}, never by the one that made room. It completes exceptionally only if
     * there is no memory for the permit itself.
     *
     * @param bytes to be kept alive, 0 or more
     * @return a future permit, or {@link Reason#TOO_LARGE} at once; whoever gets the permit closes it
     * @throws IllegalArgumentException if bytes are negative
     */
    public CompletableFuture<Admission> acquireAsync(long bytes) {
        requireNotNegative(bytes);
        Refusal refusal = node.attempt(bytes, Claim.NEW);
        if (refusal == null) {
            MemoryPermit permit = permit(bytes);
            try {
                return CompletableFuture.completedFuture(permit);
            } catch (Throwable t) {
                permit.close();
                throw t;
            }
        }
        if (refusal.reason() == Reason.TOO_LARGE) {
            return CompletableFuture.completedFuture(refused(refusal, bytes));
        }
        return tree.queue().enqueue(this, bytes, refusal);
    }

    /**
     * Takes bytes without a permit to hold them, where not even a permit is affordable. Nobody finds them if they are
     * not {@linkplain #release released}.
     *
     * @param bytes to be kept alive, 0 or more
     * @return whether they were taken
     * @throws IllegalArgumentException if it is negative
     */
    public boolean tryReserve(long bytes) {
        requireNotNegative(bytes);
        Refusal refusal = node.attempt(bytes, Claim.NEW);
        if (refusal != null) {
            refused(refusal, bytes);
        }
        return refusal == null;
    }

    /**
     * Gives back what {@link #tryReserve} took.
     *
     * @param bytes as many as were taken
     * @throws IllegalArgumentException if it is negative
     */
    public void release(long bytes) {
        requireNotNegative(bytes);
        node.giveBack(bytes);
        tree.queue().pump();
    }

    /**
     * Puts the limit in step with the newest assessment and level, gives back what lost permits held, and serves those
     * who wait. The governor calls it at every step; a call more does no harm. Only a budget with a level or a heap of
     * its own has to be refreshed by its owner.
     */
    public void refresh() {
        tree.refresh();
    }

    /**
     * What it is called.
     *
     * @return the name given to it; {@code memory} for that of a governor
     */
    public String name() {
        return node.settings().name();
    }

    /**
     * What it gives out at most, itself and its children together.
     *
     * @return bytes, as of the last refresh
     */
    public long limitBytes() {
        return node.limitBytes();
    }

    /**
     * What it has given out, itself and its children together.
     *
     * @return bytes; while requests are being decided, theirs may be among them
     */
    public long reservedBytes() {
        return node.reservedBytes();
    }

    /**
     * Requests that wait for bytes of it or of its children.
     *
     * @return a number
     */
    public int waiting() {
        return tree.queue().waiting(node);
    }

    /**
     * Requests it has refused since it exists, those of its children not counted.
     *
     * @return a number
     */
    public long refusals() {
        return refusals.get();
    }

    /**
     * Permits that were dropped without being closed and have been found, in this budget, its children, its parent and
     * its siblings.
     *
     * @return a number
     */
    public long leaks() {
        return tree.guards().leaks();
    }

    /**
     * The parts of this budget.
     *
     * @return as of now, in the order they were made
     */
    public List<MemoryBudget> children() {
        return node.children();
    }

    /**
     * Who is refused first.
     *
     * @return its priority
     */
    public BudgetPriority priority() {
        return node.settings().priority();
    }

    /**
     * Tells how much of what is given out has become live objects, where nobody can tell what becomes of it later: as
     * {@link #filled(LongSupplier, LongSupplier)} with nothing left.
     *
     * @param bytes as there
     * @return as there
     */
    public Registration filled(LongSupplier bytes) {
        return filled(bytes, () -> 0);
    }

    /**
     * Tells how much of what is given out has become live objects: all of a permit that is about to be closed, none of one
     * that was just given. Unless it is told, the governor's budget learns it from how live sets differ, which takes a
     * program whose load varies; until it knows, what lives because of permits counts twice, as theirs and as what lives
     * besides, and less is given out. A budget with a fixed limit does not ask.
     *
     * <p>Both are asked at each refresh, by the governor's thread: quick, and next to no garbage. One that throws counts as 0. They
     * replace those before. A parent and its child must not both tell.
     *
     * @param bytes of permits that are out; 0 to {@link #reservedBytes}, or it is taken for that
     * @param leftBytes of permits that were given back, all together since the start: they are taken for garbage that the
     *     collector has not found yet, and not for something that the program keeps, until the next live set tells
     * @return to be closed by who stops telling; it changes nothing if another one has taken over
     */
    public Registration filled(LongSupplier bytes, LongSupplier leftBytes) {
        BudgetTree.Teller teller = new BudgetTree.Teller(
                Objects.requireNonNull(bytes, "bytes"), Objects.requireNonNull(leftBytes, "leftBytes"));
        tree.told(node, teller);
        return () -> tree.untold(node, teller);
    }

    /**
     * Learns what units of work cost that are admitted here: with every live set that the governor finds, it also
     * learns how much of what is allocated is held.
     *
     * @param priorBytes what a unit of a key is taken to allocate that has never been seen, 1 or more: rather too much
     * @return an estimator that knows nothing yet
     * @throws IllegalArgumentException if it is below 1
     */
    public LearnedCost learnedCost(long priorBytes) {
        LearnedCost cost = new LearnedCost(priorBytes);
        tree.learning(cost);
        return cost;
    }

    static void requireNotNegative(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must be 0 or more, but are " + bytes);
        }
    }

    MemoryPermit permit(long bytes) {
        try {
            return new MemoryPermit(this, bytes, tree.guards().take(this, bytes));
        } catch (Throwable t) {
            release(bytes);
            throw t;
        }
    }

    void closed(long bytes, PermitGuard guard) {
        tree.guards().giveBack(guard);
        release(bytes);
    }

    /** Adds to what a permit holds. */
    @Nullable
    Refusal reserveMore(long bytes) {
        Refusal refusal = node.attemptMore(bytes);
        return refusal == null ? null : refused(refusal, bytes);
    }

    private Refusal refused(Refusal refusal, long bytes) {
        refusals.incrementAndGet();
        tree.refused(this, refusal, bytes);
        return refusal;
    }

    PressureLevel level() {
        return tree.level();
    }

    BudgetNode node() {
        return node;
    }

    MemoryBudget add(BudgetSettings settings) {
        synchronized (tree) {
            node.requireRoomFor(settings);
            MemoryBudget child = new MemoryBudget(tree, node, settings);
            node.add(child.node);
            tree.added(child.node);
            return child;
        }
    }
}
