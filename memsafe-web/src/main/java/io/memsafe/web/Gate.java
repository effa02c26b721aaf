package io.memsafe.web;

import io.memsafe.PressureLevel;
import io.memsafe.admission.BudgetPriority;
import io.memsafe.admission.MemoryBudget;
import io.memsafe.web.SizeHistogram.Cut;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request is let in.
 *
 * <ol>
 *   <li>Small requests are always let in, but for sheddable ones at {@code EMERGENCY}: refusing what is expected to hold
 *       less than a two-thousandth of the heap saves nothing. With more than 200 in flight, as on virtual threads, small is what
 *       as many of which hold no more than a tenth of it.
 *   <li>At {@code EMERGENCY} no others are.
 *   <li>A client that has its share of the budget in flight gets no more.
 *   <li>From {@code WARNING} on the largest are refused first: of the bytes that were asked for lately, a share that grows
 *       up to {@code CRITICAL}, all for sheddable requests and from half way on for the others; none for critical ones.
 *   <li>The rest has to fit into the budget: into 75 % of it if sheddable, into 95 % if not, into all of it if critical.
 *       A request that has turned out larger than there was room for holds up the others until there is.
 *   <li>While nothing is in flight that counts, one that found no room is let in all the same, and a critical one
 *       whatever the reason: what looks too large gets a chance, and what has become smaller is found out.
 * </ol>
 *
 * <p>Thread-safety: all methods may be called from any thread; nothing here takes a lock or allocates.
 */
final class Gate {
    private static final int SMALL = 2_000;
    private static final long LEAST_SMALL_BYTES = 16 << 10;
    private static final int MOST_SMALL = 10;
    private static final double MOST_OF_DEFAULT = 0.9;
    private static final int NOTED_ONE_IN = 16;
    private static final int MOST_GUESSES = 2 * Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final Cuts NO_CUTS = new Cuts(false, Cut.NONE, Cut.NONE);

    private final MemoryBudget budget;
    private final Supplier<PressureLevel> level;
    private final SizeHistogram asked = new SizeHistogram();
    private final AtomicBoolean asking = new AtomicBoolean();
    private final AtomicBoolean probing = new AtomicBoolean();
    private final AtomicLong probes = new AtomicLong();
    private final LongAdder asksWithRoom = new LongAdder();
    private final LongAdder asksWithoutRoom = new LongAdder();
    private final AtomicInteger guesses = new AtomicInteger();
    private int guessedBefore;
    private volatile Cuts cuts = NO_CUTS;
    private volatile long missingBytes;
    private volatile double usableRatio = 1;
    private volatile boolean isRoomWanted;
    private volatile boolean hasNotedMany;
    private volatile boolean isOverloaded;
    private volatile long smallBytes = LEAST_SMALL_BYTES;

    Gate(MemoryBudget budget, Supplier<PressureLevel> level) {
        this.budget = budget;
        this.level = level;
    }

    /**
     * Lets a request in, and charges it, or not.
     *
     * @param flight of the request
     * @param bytes that it is expected to hold
     * @param priority of the request
     * @return why not; {@code null} if it was let in
     */
    @Nullable
    ShedReason admit(Flight flight, long bytes, BudgetPriority priority) {
        if (isSmall(bytes)) {
            if (level.get() == PressureLevel.EMERGENCY && priority == BudgetPriority.SHEDDABLE) {
                return ShedReason.EMERGENCY;
            }
            flight.charge(0);
            return null;
        }
        note(bytes);
        ShedReason reason = admitAfterAll(flight, bytes, priority);
        return reason != null && isProbe(reason, priority) ? probe(flight) : reason;
    }

    /**
     * Asks once more for a request that found no room.
     *
     * @param flight of the request
     * @param bytes that it is expected to hold
     * @param priority of the request
     * @return why not; {@code null} if it was let in
     */
    @Nullable
    ShedReason admitAfterAll(Flight flight, long bytes, BudgetPriority priority) {
        ShedReason reason =
                level.get() == PressureLevel.EMERGENCY ? ShedReason.EMERGENCY : obstacle(flight, bytes, priority);
        if (reason == null) {
            flight.charge(bytes);
        }
        return reason;
    }

    /** Takes the bytes from the budget, or says what is in the way. */
    private @Nullable ShedReason obstacle(Flight flight, long bytes, BudgetPriority priority) {
        if (!flight.isWithinShare(bytes, budget)) {
            return ShedReason.CLIENT_SHARE;
        }
        Cuts now = cuts;
        if (now.cutsAny()
                && !now.of(priority).spares(bytes, ThreadLocalRandom.current().nextDouble())) {
            return ShedReason.PRESSURE;
        }
        long limit = budget.limitBytes();
        long wanted = budget.reservedBytes() + bytes;
        boolean fits = missingBytes == 0 && wanted <= (long) (share(priority) * usableRatio * limit);
        // What exceeds the limit is asked for once in a while: so the budget knows that it is wanted, and may find
        // room.
        if ((fits || (wanted > limit && !isRoomWanted)) && budget.tryReserve(bytes)) {
            return null;
        }
        if (!isRoomWanted) {
            isRoomWanted = true;
        }
        return ShedReason.NO_ROOM;
    }

    private static double share(BudgetPriority priority) {
        return switch (priority) {
            case SHEDDABLE -> 0.75;
            case DEFAULT -> 0.95;
            case CRITICAL -> 1;
        };
    }

    /**
     * Where requests are cut off at the level of now.
     *
     * @param cutsAny whether they are
     * @param sheddable those that may be refused first
     * @param usual those of default priority
     */
    private record Cuts(boolean cutsAny, Cut sheddable, Cut usual) {
        Cut of(BudgetPriority priority) {
            return switch (priority) {
                case SHEDDABLE -> sheddable;
                case DEFAULT -> usual;
                case CRITICAL -> Cut.NONE;
            };
        }
    }

    private boolean isProbe(ShedReason reason, BudgetPriority priority) {
        boolean may = reason == ShedReason.NO_ROOM
                || (priority == BudgetPriority.CRITICAL && reason != ShedReason.CLIENT_SHARE);
        return may && budget.reservedBytes() == 0 && probing.compareAndSet(false, true);
    }

    private @Nullable ShedReason probe(Flight flight) {
        flight.probe();
        probes.incrementAndGet();
        return null;
    }

    /**
     * Whether a request may be let in of which nothing is known: not while it is unclear of a few of them what they take. A
     * crowd of them, as after a pause of the machine, would be in before anybody has seen what the first ones take.
     */
    boolean mayGuess() {
        return guesses.get() < MOST_GUESSES && guesses.getAndIncrement() < MOST_GUESSES;
    }

    /** One that might have been let in was refused for another reason, and leaves its place to the next. */
    void guessedInVain() {
        guesses.decrementAndGet();
    }

    /** The watch: it begins to look at what was let in up to now. */
    void looks() {
        guessedBefore = guesses.get();
    }

    /** The watch: of how many of these it is unclear what they take. */
    void unclear(int count) {
        if (count != guessedBefore) {
            guesses.addAndGet(count - guessedBefore);
        }
    }

    /** Whether requests hold what there was no room for. */
    boolean isMissing() {
        return missingBytes > 0;
    }

    /** Whether there is less memory than what is in flight needs. */
    boolean isShort() {
        return isMissing() || level.get().atLeast(PressureLevel.CRITICAL);
    }

    /** Whether refusing it would save next to nothing. */
    boolean isSmall(long bytes) {
        return bytes <= smallBytes;
    }

    /** Of many, one in sixteen is enough, and threads meet here less often. */
    private void note(long bytes) {
        if (hasNotedMany && ThreadLocalRandom.current().nextInt(NOTED_ONE_IN) > 0) {
            return;
        }
        if (asking.compareAndSet(false, true)) {
            asked.add(bytes);
            asking.set(false);
        }
    }

    /** A request of so many bytes has asked for room, and may have found none. */
    void asked(long bytes, boolean hasRoom) {
        if (!isSmall(bytes)) {
            (hasRoom ? asksWithRoom : asksWithoutRoom).increment();
        }
    }

    /** Whether so many find no room that to wait for some is in vain. */
    boolean isOverloaded() {
        return isOverloaded;
    }

    /** The watch: whether that is so. */
    void overloaded(boolean is) {
        isOverloaded = is;
    }

    /** The watch: what is wanted, and that the budget may hear of it anew. */
    UsableShare.Demand demand() {
        isRoomWanted = false;
        double mayBeUsed = usableRatio * budget.limitBytes();
        long refused = asksWithoutRoom.sum();
        return new UsableShare.Demand(
                asksWithRoom.sum() + refused, refused, mayBeUsed > 0 ? budget.reservedBytes() / mayBeUsed : 1);
    }

    /** A request that was let in although there was no room has ended. */
    void probed() {
        probing.set(false);
    }

    /** How often a request was let in although there was no room. */
    long probes() {
        return probes.get();
    }

    /**
     * The watch: how things stand.
     *
     * @param missing bytes that requests in flight hold beyond what the budget had for them
     * @param usable share of the budget that may be used
     * @param severity 0.0 below {@code WARNING}, 1.0 at {@code CRITICAL}
     * @param capacityBytes of the heap
     * @param inFlight requests, small ones too
     */
    void set(long missing, double usable, double severity, long capacityBytes, int inFlight) {
        smallBytes = Math.min(
                Math.max(LEAST_SMALL_BYTES, capacityBytes / SMALL), capacityBytes / MOST_SMALL / Math.max(1, inFlight));
        missingBytes = missing;
        usableRatio = usable;
        hasNotedMany = asked.hasMany();
        if (severity > 0) {
            double ofDefault = Math.max(0, 2 * severity - 1) * MOST_OF_DEFAULT;
            cuts = new Cuts(true, asked.cut(severity), ofDefault > 0 ? asked.cut(ofDefault) : Cut.NONE);
        } else if (cuts.cutsAny()) {
            cuts = NO_CUTS;
        }
    }
}
