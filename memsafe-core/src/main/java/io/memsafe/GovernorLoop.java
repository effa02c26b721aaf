package io.memsafe;

import io.memsafe.assess.MemoryAssessor;
import io.memsafe.level.CollectionRequests;
import io.memsafe.level.LevelPolicy;
import io.memsafe.level.LevelThresholds;
import io.memsafe.level.MarkRequests;
import io.memsafe.level.StallPolicy;
import io.memsafe.level.StepPace;
import io.memsafe.response.internal.FieldLog;
import io.memsafe.response.internal.Responses;
import io.memsafe.signal.CollectionEvent;
import io.memsafe.signal.HeapSignal;
import io.memsafe.signal.MarkLog;
import io.memsafe.signal.MarkParser;
import io.memsafe.signal.MarkResult;
import io.memsafe.signal.Sample;
import io.memsafe.signal.SignalReading;
import io.memsafe.spi.MemorySignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

/**
 * The governor's thread: reads, assesses, decides, tells.
 *
 * <p>The thread only calls {@link #step()}. A step that meets an OutOfMemoryError is given up and the next one starts
 * afresh. Listeners and signals have threads of their own, so that none can hold it up. What can is the heap itself:
 * {@link StallWatch} raises the level then, and this thread tells of it when it has come to itself.
 */
final class GovernorLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryGovernor.class);
    private static final FieldLog LINES = new FieldLog(LOG);
    private static final long READINGS_NANOS = 1_000_000_000L;
    private static final double NANOS = 1e9;

    /** How long a thread of the governor waits when it could not even read. */
    static final long AFTER_ERROR_NANOS = 50_000_000L;

    private final long dwellNanos;
    private final DecidedLevel level;
    private final BooleanSupplier published;
    private final HeapSignal signal = new HeapSignal(System::nanoTime, this::wake);
    private final MemoryAssessor assessor = new MemoryAssessor(signal.family(), System.nanoTime());
    private final Consumer<CollectionEvent> toAssessor = assessor::collected;
    private final Consumer<MarkResult> toMarked = this::marked;
    private final StepPace pace;
    private final StallWatch watch;
    private final @Nullable MarkLog marks;
    private final SignalLoop signals;
    private final LevelPolicy policy;
    private final @Nullable CollectionRequests requests;
    private final @Nullable MarkRequests markRequests;
    private final ListenerLoop listeners;
    private final @Nullable Responses responses;
    private final Thread thread;
    private volatile @Nullable FlightEvents flight;
    private boolean flightTried;
    private volatile boolean closed;
    private volatile boolean woken;
    private volatile MemoryAssessment assessment;
    private PressureLevel toldLevel = PressureLevel.NORMAL;
    private Duration toldUptime = Duration.ZERO;
    private PressureLevel stall = PressureLevel.NORMAL;
    private long stallEndNanos;
    private List<SignalReading> others = List.of();
    private List<SignalReading> readings = List.of();
    private @Nullable String notificationLoss;
    private long readingsNanos;
    private volatile long failedSteps;

    /**
     * A loop that has not started.
     *
     * @param number of the governor, for the names of its threads
     */
    GovernorLoop(
            long number,
            LevelThresholds thresholds,
            long intervalNanos,
            boolean readMarks,
            boolean requestCollections,
            List<MemorySignal> otherSignals,
            Consumer<PressureLevel> publish,
            BooleanSupplier published,
            @Nullable Responses responses) {
        this.dwellNanos = thresholds.dwell().toNanos();
        this.pace = new StepPace(intervalNanos);
        MarkParser parser = readMarks ? MarkParser.of(signal.family()) : null;
        this.marks = parser == null ? null : new MarkLog(parser);
        this.markRequests = parser != null && parser.onDemand() ? new MarkRequests() : null;
        this.level = new DecidedLevel(publish);
        this.published = published;
        this.responses = responses;
        this.policy = new LevelPolicy(thresholds);
        this.requests = requestCollections
                ? new CollectionRequests(thresholds, signal.family().concurrent())
                : null;
        this.assessment = assessor.assess(signal.read(), List.of());
        this.signals = new SignalLoop(otherSignals, "memsafe-signals-" + number, this::wake);
        this.watch = new StallWatch("memsafe-watch-" + number, new StallPolicy(thresholds), level::raise);
        this.listeners = new ListenerLoop("memsafe-listeners-" + number, System::nanoTime);
        this.thread = new Thread(this::run, "memsafe-governor-" + number);
        thread.setDaemon(true);
    }

    void start() {
        signal.open();
        if (marks != null) {
            boolean opened = marks.open();
            if (opened && markRequests != null) {
                marks.close(); // until there is a doubt; now it is known to work, and loaded
            }
        }
        warmUp();
        thread.start();
        watch.start();
        listeners.start();
        if (responses != null) {
            responses.start();
        }
        signals.start();
    }

    /** Loads what {@link #start()} needs, and starts nothing. */
    void preload() {
        signal.open();
        signal.close();
        if (marks != null) {
            marks.preload();
        }
        warmUp();
    }

    /**
     * Loads what telling a change needs, while there is memory to load classes. To read one from a jar takes many small
     * allocations: in a full heap, where each waits for a collection, that can take minutes.
     */
    private void warmUp() {
        PressureLevel now = level.now();
        LevelChange change = new LevelChange(now, now, assessment.uptime(), policy.reasons(assessment), assessment);
        LOG.trace("warm-up: {}", sentence(change));
        LINES.warmUp(fields(change));
        LOG.trace("warm-up of the log: {}, {}", Level.INFO, MessageFormatter.format("{} {}", now, change));
        if (change.toString().isEmpty()) {
            throw new AssertionError(change);
        }
        // The first contention in a map of the JDK loads this: an error on the way would break it for the whole
        // program.
        LOG.trace("warm-up of contention: {}", ThreadLocalRandom.current());
        level.decide(now);
        if (responses != null) {
            Responses.warmUp(assessment);
        }
    }

    MemoryAssessment assessment() {
        return assessment;
    }

    Registration register(String name, PressureListener listener) {
        return listeners.register(name, listener);
    }

    /** Has the next step made sooner; once is enough until then. */
    private void wake() {
        if (!woken) {
            woken = true;
            LockSupport.unpark(thread);
        }
    }

    /**
     * On this thread, since it takes 15 ms on JDK 17; where there is no such module its classes cannot be loaded. Without
     * memory for it, it is tried again after the next step.
     */
    private void openFlight() {
        if (flightTried) {
            return;
        }
        try {
            if (ModuleLayer.boot().findModule("jdk.jfr").isPresent()) {
                flight = FlightEvents.open(level::now, this::assessment);
            }
        } catch (RuntimeException | LinkageError e) {
            warn("Java Flight Recorder will not be told of changes", e);
        } catch (OutOfMemoryError e) {
            return;
        }
        flightTried = true;
    }

    private void run() {
        openFlight();
        while (!closed) {
            long begin = System.nanoTime();
            try {
                step();
                openFlight();
            } catch (OutOfMemoryError e) {
                countFailure();
            } catch (RuntimeException | Error e) {
                if (countFailure() == 1) {
                    warn("reading the heap failed; the governor goes on with the next reading", e);
                }
            }
            rest(begin);
        }
    }

    private static void warn(String message, Throwable failure) {
        try {
            LOG.warn(message, failure);
        } catch (RuntimeException | Error e) {
            // A log whose classes met an OutOfMemoryError stays broken; the level matters more.
        }
    }

    /** Waits until the next step is due. */
    private void rest(long beginNanos) {
        while (!closed) {
            long rest = woken ? pace.leastNanos() : pace.restNanos();
            long left = rest - (System.nanoTime() - beginNanos);
            if (left <= 0) {
                break;
            }
            LockSupport.parkNanos(this, left);
        }
        woken = false;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the governor's thread alone
    private long countFailure() {
        pace.failed();
        return ++failedSteps;
    }

    /** Steps that were given up, for want of memory or for an error. */
    long failedSteps() {
        return failedSteps;
    }

    private void marked(MarkResult result) {
        assessor.marked(result);
        if (markRequests != null) {
            markRequests.marked();
        }
    }

    private void step() {
        watch.stepBegins();
        signal.collections(toAssessor);
        if (marks != null) {
            marks.read(toMarked);
        }
        Sample sample = signal.read();
        MemoryAssessment now = assessor.assess(sample, readings(sample.nanos()));
        assessment = now;
        if (marks != null && markRequests != null) {
            marks.keepOpen(markRequests.wanted(now));
        }
        PressureLevel found = policy.decide(now);
        PressureLevel next = held(found, sample.nanos());
        level.decide(next);
        boolean awaited = published.getAsBoolean();
        if (next != toldLevel) {
            // A step that dies before here tells its change with the next step.
            LevelChange change = new LevelChange(toldLevel, next, now.uptime(), reasons(now, next != found), now);
            toldLevel = next;
            tell(change);
        }
        if (responses != null) {
            awaited |= responses.assessed(now, next);
        }
        listeners.watch();
        if (requests != null && requests.due(now, next)) {
            LOG.info(
                    "asking for a collection: {} rests on what was found {} s ago",
                    next,
                    now.heap().liveAge().toSeconds());
            signals.collect();
        }
        pace.assessed(now, next, awaited || notificationLoss != null);
        HeapAssessment heap = now.heap();
        watch.stepEnds(heap.verified() ? heap.pressureRatio() : 0);
    }

    /** What was raised while this thread stood still is held until it has made its steps for the dwell time. */
    private PressureLevel held(PressureLevel found, long nanos) {
        PressureLevel raised = watch.takeRaised();
        if (raised != PressureLevel.NORMAL) {
            stall = raised;
            stallEndNanos = nanos;
        } else if (nanos - stallEndNanos >= dwellNanos) {
            stall = PressureLevel.NORMAL;
        }
        return stall.atLeast(found) ? stall : found;
    }

    private List<String> reasons(MemoryAssessment now, boolean stalled) {
        List<String> reasons = policy.reasons(now);
        if (stalled) {
            reasons.add(
                    0,
                    String.format(
                            Locale.ROOT,
                            "the governor's own thread stood still for %.1f s, for want of a few hundred bytes",
                            watch.stoodNanos() / NANOS));
        }
        return reasons;
    }

    /** Those of the signals, and what there is to say of the governor itself. */
    @SuppressWarnings("ReferenceEquality") // what is the same list holds the same readings
    private List<SignalReading> readings(long nanos) {
        List<SignalReading> now = signals.readings();
        String loss = signal.notificationLoss(nanos);
        if (now == others && Objects.equals(loss, notificationLoss) && nanos - readingsNanos < READINGS_NANOS) {
            return readings;
        }
        List<SignalReading> all = new ArrayList<>(now.size() + 1);
        all.addAll(now);
        all.add(new SignalReading(
                "collection-notifications", nanos, READINGS_NANOS, READINGS_NANOS, List.of(), List.of(), loss));
        others = now;
        notificationLoss = loss;
        readingsNanos = nanos;
        readings = all;
        return all;
    }

    /** Asks for a collection that a budget waits for, if collections may be asked for. */
    void collect() {
        if (requests != null) {
            LOG.info("asking for a collection: the budget may be small only for want of one");
            signals.collect();
        }
    }

    private void tell(LevelChange change) {
        listeners.tell(change);
        String sentence = sentence(change);
        toldUptime = change.uptime();
        if (change.to().atLeast(change.from())) {
            LINES.warn(sentence, fields(change));
        } else {
            LINES.info(sentence, fields(change));
        }
        FlightEvents recorder = flight;
        if (recorder != null) {
            recorder.changed(change);
        }
    }

    private static KeyValuePair[] fields(LevelChange change) {
        HeapAssessment heap = change.assessment().heap();
        MemoryArea binding = change.assessment().binding();
        return new KeyValuePair[] {
            new KeyValuePair("memsafe.event", "level-change"),
            new KeyValuePair("memsafe.level", change.to().name()),
            new KeyValuePair("memsafe.from", change.from().name()),
            new KeyValuePair("memsafe.area", binding.name()),
            new KeyValuePair("memsafe.areaRatio", binding.ratio()),
            new KeyValuePair("memsafe.heapPressureRatio", heap.pressureRatio()),
            new KeyValuePair("memsafe.heapLiveBytes", heap.liveBytes()),
            new KeyValuePair("memsafe.heapCapacityBytes", heap.capacityBytes())
        };
    }

    /** The change, how long the level before it lasted, and what the new one asks for. */
    private String sentence(LevelChange change) {
        return change + "; it was " + change.from() + " for "
                + change.uptime().minus(toldUptime).toSeconds() + " s"
                + switch (change.to()) {
                    case NORMAL -> "";
                    case WARNING -> "; now is the time to clean up and start no big work";
                    case CRITICAL -> "; new work should be refused until memory is free";
                    case EMERGENCY -> "; an OutOfMemoryError is near, work should be stopped in order";
                };
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        LockSupport.unpark(thread);
        watch.close();
        Joined.end(thread);
        signals.close();
        if (responses != null) {
            responses.close();
        }
        listeners.close();
        FlightEvents recorder = flight;
        if (recorder != null) {
            recorder.close();
        }
        signal.close();
        if (marks != null) {
            marks.close();
        }
    }
}
