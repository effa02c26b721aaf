package io.memsafe.admission;

import io.memsafe.PressureLevel;
import io.memsafe.admission.Refusal.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The account of one budget in its tree: what it has given out, and up to where it may go.
 *
 * <p>There is one counter for a budget, of what it gave out itself. To take bytes is to add them and then to look, at
 * this node and at each one above, whether the demand is within the limit; if not, they are taken away again. Of two
 * that race, the one that adds last sees the other's bytes, so the limit holds without a lock, and a release is one
 * addition.
 *
 * <p>The counter lies apart, so that those who add to it on different cores do not take from each other what everybody
 * only reads.
 *
 * <p>Thread-safety: all methods may be called from any thread, unless they name a monitor.
 */
final class BudgetNode {
    /** Of the counter from all else, both ways: two cache lines, in longs. */
    private static final int APART = 16;

    private final MemoryBudget budget;
    private final WaitQueue waiters;
    private final @Nullable BudgetNode parent;
    private final BudgetSettings settings;
    private final Refusal tooLarge;
    private final Refusal noRoom;
    private final Refusal queue;
    private final Refusal shut;
    private final AtomicLongArray own = new AtomicLongArray(2 * APART);

    private volatile @Nullable BudgetNode firstChild;
    private volatile @Nullable BudgetNode nextSibling;
    private volatile long limit;
    private volatile long ceiling;
    private volatile long guaranteed;
    private volatile boolean isShut;
    private volatile boolean isWaitedFor;
    private boolean isPassedOver;

    BudgetNode(MemoryBudget budget, WaitQueue waiters, @Nullable BudgetNode parent, BudgetSettings settings) {
        this.budget = budget;
        this.waiters = waiters;
        this.parent = parent;
        this.settings = settings;
        this.tooLarge = new Refusal(budget, Reason.TOO_LARGE);
        this.noRoom = new Refusal(budget, Reason.NO_ROOM);
        this.queue = new Refusal(budget, Reason.QUEUE);
        this.shut = new Refusal(budget, Reason.LEVEL);
    }

    /**
     * Takes bytes if that is granted now.
     *
     * @return {@code null} if they were taken
     */
    @Nullable
    Refusal attempt(long bytes, Claim claim) {
        if (isShut) {
            return shut;
        }
        if (bytes > limit) {
            return bytes > ceiling ? tooLarge : noRoom;
        }
        return isBarredTo(claim) ? queue : add(bytes, claim);
    }

    private @Nullable Refusal add(long bytes, Claim claim) {
        long ownNow = own.addAndGet(APART, bytes);
        boolean alone = parent == null && firstChild == null;
        Refusal refusal = alone ? (ownNow > limit ? noRoom : null) : obstacle(claim);
        if (refusal != null) {
            giveBack(bytes);
            if (claim != Claim.QUEUED) {
                // Somebody who waits may have been passed over because of these bytes.
                waiters.pump();
            }
        }
        return refusal;
    }

    /** What is in the way of bytes that have been added already, here or above. */
    private @Nullable Refusal obstacle(Claim claim) {
        boolean grows = true;
        BudgetNode node = this;
        while (true) {
            long demand = node.demand();
            if (demand > node.limit) {
                return node.noRoom;
            }
            if (grows && node.isBarredTo(claim)) {
                return node.queue;
            }
            BudgetNode above = node.parent;
            if (above == null) {
                return null;
            }
            grows = grows && demand > node.guaranteed;
            node = above;
        }
    }

    private long demand() {
        long sum = own.get(APART);
        for (BudgetNode child = firstChild; child != null; child = child.nextSibling) {
            sum += Math.max(child.demand(), child.guaranteed);
        }
        return sum;
    }

    private boolean isBarredTo(Claim claim) {
        return switch (claim) {
            case NEW -> isWaitedFor;
            case QUEUED -> isPassedOver;
            case HELD -> false;
        };
    }

    /** Whose turn it is: what bars a request that has just come is not what bars one that has waited. */
    enum Claim {
        /** It has just come. */
        NEW,
        /** It waits; the queue's monitor is held. */
        QUEUED,
        /** It adds to a permit. */
        HELD
    }

    /** Begins a round of the queue, whose monitor is held. */
    void beginRound() {
        isPassedOver = false;
    }

    /** One who waits for this budget was not served in this round. */
    void passOver() {
        isPassedOver = true;
    }

    /** Ends a round: from now on nobody overtakes those who were not served. */
    void endRound() {
        if (isWaitedFor != isPassedOver) {
            isWaitedFor = isPassedOver;
        }
    }

    boolean isPartOf(BudgetNode other) {
        for (BudgetNode node = this; node != null; node = node.parent) {
            if (node == other) {
                return true;
            }
        }
        return false;
    }

    /** Takes more for somebody who holds bytes already, whoever waits and whatever the level. */
    @Nullable
    Refusal attemptMore(long bytes) {
        return bytes > limit ? noRoom : add(bytes, Claim.HELD);
    }

    /** Gives bytes back without looking for somebody who waits for them. Any thread. */
    void giveBack(long bytes) {
        own.addAndGet(APART, -bytes);
    }

    BudgetSettings settings() {
        return settings;
    }

    long limitBytes() {
        return limit;
    }

    long reservedBytes() {
        long sum = own.get(APART);
        for (BudgetNode child = firstChild; child != null; child = child.nextSibling) {
            sum += child.reservedBytes();
        }
        return sum;
    }

    List<MemoryBudget> children() {
        List<MemoryBudget> found = new ArrayList<>();
        for (BudgetNode child = firstChild; child != null; child = child.nextSibling) {
            found.add(child.budget);
        }
        return List.copyOf(found);
    }

    /** Sets the limits of this node and all below. The tree's monitor is held. */
    void limit(long limitBytes, long ceilingBytes, PressureLevel level) {
        limit = limitBytes;
        ceiling = ceilingBytes;
        isShut = level.atLeast(settings.priority().refusedFrom());
        guaranteed = parent == null || isShut ? 0 : (long) (settings.guaranteedRatio() * parent.limit);
        for (BudgetNode child = firstChild; child != null; child = child.nextSibling) {
            double most = child.settings.maximumRatio();
            child.limit((long) (most * limitBytes), (long) (most * ceilingBytes), level);
        }
    }

    /** Checks that a child can be added. The tree's monitor is held. */
    void requireRoomFor(BudgetSettings child) {
        double others = 0;
        for (BudgetNode sibling = firstChild; sibling != null; sibling = sibling.nextSibling) {
            if (sibling.settings.name().equals(child.name())) {
                throw new IllegalArgumentException(
                        "budget " + settings.name() + " has a child " + child.name() + " already");
            }
            others += sibling.settings.guaranteedRatio();
        }
        if (others + child.guaranteedRatio() > 1) {
            throw new IllegalArgumentException("guaranteed of all children of " + settings.name()
                    + " must be at most 1.0, but " + child.name() + " asks for " + child.guaranteedRatio()
                    + " and the others have " + others);
        }
    }

    /** Adds a child. The tree's monitor is held. */
    void add(BudgetNode child) {
        BudgetNode last = firstChild;
        if (last == null) {
            firstChild = child;
            return;
        }
        while (last.nextSibling != null) {
            last = last.nextSibling;
        }
        last.nextSibling = child;
    }
}
