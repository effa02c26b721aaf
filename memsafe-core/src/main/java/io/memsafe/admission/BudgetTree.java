package io.memsafe.admission;

import io.memsafe.PressureLevel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a budget shares with its children: where the limit comes from, the queue, the guards.
 *
 * <p>Thread-safety: all methods may be called from any thread. The monitor is held to set limits and to add to the
 * tree; it is never taken to grant, refuse or release.
 */
final class BudgetTree {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryBudget.class);
    private static final boolean FLIGHT_RECORDER =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private final LimitSource limits;
    private final Supplier<PressureLevel> level;
    private final PermitGuards guards;
    private final WaitQueue queue;
    private final Runnable collections;
    private volatile boolean hasRefused;
    private @Nullable BudgetNode root;
    private LearnedCost[] costs = new LearnedCost[0];
    private final Map<BudgetNode, Teller> tellers = new HashMap<>();
    private boolean tellingFailed;

    BudgetTree(
            LimitSource limits,
            Supplier<PressureLevel> level,
            LongSupplier clock,
            boolean tracing,
            Runnable collections) {
        this.limits = limits;
        this.level = level;
        this.guards = new PermitGuards(tracing);
        this.queue = new WaitQueue(clock);
        this.collections = collections;
    }

    synchronized MemoryBudget plant(BudgetSettings settings) {
        MemoryBudget planted = new MemoryBudget(this, null, settings);
        root = planted.node();
        added(planted.node());
        return planted;
    }

    synchronized void added(BudgetNode node) {
        queue.added(node);
        setLimits();
    }

    synchronized void learning(LearnedCost cost) {
        costs = Arrays.copyOf(costs, costs.length + 1);
        costs[costs.length - 1] = cost;
    }

    /**
     * Tells what has become live of what a budget gives out.
     *
     * @param filled of what is given out
     * @param left of what was given back, since the start
     */
    record Teller(LongSupplier filled, LongSupplier left) {}

    synchronized void told(BudgetNode node, Teller teller) {
        tellers.put(node, teller);
    }

    synchronized void untold(BudgetNode node, Teller teller) {
        tellers.remove(node, teller);
    }

    private synchronized void setLimits() {
        if (root != null) {
            root.limit(limits.limitBytes(out(root.reservedBytes()), costs), limits.ceilingBytes(), level.get());
        }
    }

    private LimitSource.Out out(long reservedBytes) {
        long told = 0;
        long live = 0;
        long left = 0;
        for (Map.Entry<BudgetNode, Teller> each : tellers.entrySet()) {
            long given = each.getKey().reservedBytes();
            told += given;
            live += Math.max(0, Math.min(given, tell(each.getValue().filled())));
            left += Math.max(0, tell(each.getValue().left()));
        }
        told = Math.min(told, reservedBytes);
        return new LimitSource.Out(reservedBytes - told, told, Math.min(live, told), left);
    }

    private long tell(LongSupplier bytes) {
        try {
            return bytes.getAsLong();
        } catch (RuntimeException e) {
            if (!tellingFailed) {
                tellingFailed = true;
                LOG.warn(
                        "what has become live of a budget could not be told; each time that fails it counts as nothing",
                        e);
            }
            return 0;
        }
    }

    void refresh() {
        guards.freePlaces();
        guards.recover();
        setLimits();
        queue.pump();
        queue.wakeTheLate();
        if (isCollectionDue()) {
            collections.run();
        }
    }

    private synchronized boolean isCollectionDue() {
        boolean wanted = queue.isWaiting() || hasRefused;
        hasRefused = false;
        return limits.isCollectionDue(wanted);
    }

    PressureLevel level() {
        return level.get();
    }

    PermitGuards guards() {
        return guards;
    }

    WaitQueue queue() {
        return queue;
    }

    /** Tells of a refusal, and uses the occasion to look for lost permits. */
    void refused(MemoryBudget asked, Refusal refusal, long bytes) {
        guards.recover();
        if (refusal.reason() == Refusal.Reason.NO_ROOM && !hasRefused) {
            hasRefused = true;
        }
        if (isRecorded()) {
            RefusalEvent.emit(asked, refusal, bytes, level.get());
        }
    }

    private static boolean isRecorded() {
        return FLIGHT_RECORDER && FlightRecorder.isInitialized() && RefusalEvent.isRecorded();
    }

    /** Loads what granting, refusing and waiting need, on a budget of its own, while there is memory to load classes. */
    static void rehearse() {
        MemoryBudget stage = MemoryBudget.fixed(1);
        try (MemoryPermit permit = stage.tryAcquire(1).orThrow()) {
            Refusal refusal = stage.node().attempt(1, BudgetNode.Claim.NEW);
            CompletableFuture<Admission> waits = stage.acquireAsync(1);
            LOG.trace("rehearsed {} and {}, recorded: {}", permit, refusal, isRecorded());
            if (refusal == null || refusal.toString().isEmpty() || !waits.cancel(false)) {
                throw new AssertionError(stage);
            }
        }
    }
}
