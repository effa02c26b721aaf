package io.memsafe;

import io.memsafe.assess.HeapAssessor;
import io.memsafe.level.LevelPolicy;
import io.memsafe.level.LevelThresholds;
import io.memsafe.signal.CollectionEvent;
import io.memsafe.signal.HeapSignal;
import io.memsafe.signal.MarkLog;
import io.memsafe.signal.MarkParser;
import io.memsafe.signal.MarkResult;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The governor's thread: reads, assesses, decides, tells.
 *
 * <p>The thread only calls {@link #step()}. A step that meets an OutOfMemoryError is given up and the next one starts
 * afresh; a listener that throws is counted and logged once.
 */
final class GovernorLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryGovernor.class);
    private static final AtomicLong NUMBER = new AtomicLong();
    private static final long JOIN_MILLIS = 2_000;

    private final long intervalNanos;
    private final Consumer<PressureLevel> publish;
    private final HeapSignal signal = new HeapSignal(System::nanoTime, this::wake);
    private final HeapAssessor assessor = new HeapAssessor(signal.family(), System.nanoTime());
    private final Consumer<CollectionEvent> toAssessor = assessor::collected;
    private final @Nullable MarkLog marks;
    private final LevelPolicy policy;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile MemoryAssessment assessment;
    private PressureLevel level = PressureLevel.NORMAL;
    private PressureLevel toldLevel = PressureLevel.NORMAL;
    private long failedSteps;

    /** A listener with its name. */
    private static final class Listener implements Registration {
        final GovernorLoop loop;
        final String name;
        final PressureListener target;
        boolean logged;

        Listener(GovernorLoop loop, String name, PressureListener target) {
            this.loop = loop;
            this.name = name;
            this.target = target;
        }

        @Override
        public void close() {
            loop.listeners.remove(this);
        }
    }

    GovernorLoop(LevelThresholds thresholds, long intervalNanos, boolean readMarks, Consumer<PressureLevel> publish) {
        this.intervalNanos = intervalNanos;
        MarkParser parser = readMarks ? MarkParser.of(signal.family()) : null;
        this.marks = parser == null ? null : new MarkLog(parser);
        this.publish = publish;
        this.policy = new LevelPolicy(thresholds);
        this.assessment = assessor.assess(signal.read());
        this.thread = new Thread(this::run, "memsafe-governor-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
    }

    void start() {
        signal.open();
        if (marks != null) {
            marks.open();
        }
        warmUp();
        thread.start();
    }

    /** Loads what telling a change needs, while there is memory to load classes. */
    private void warmUp() {
        LevelChange change = new LevelChange(level, level, assessment.uptime(), policy.reasons(assessment), assessment);
        LOG.trace("warm-up: {}", change);
        if (change.toString().isEmpty()) {
            throw new AssertionError(change);
        }
    }

    MemoryAssessment assessment() {
        return assessment;
    }

    Registration register(String name, PressureListener listener) {
        Listener added = new Listener(this, name, listener);
        listeners.add(added);
        return added;
    }

    private void wake() {
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            try {
                step();
            } catch (OutOfMemoryError e) {
                failedSteps++;
            } catch (RuntimeException | Error e) {
                if (failedSteps++ == 0) {
                    LOG.warn("reading the heap failed; the governor goes on with the next reading", e);
                }
            }
            LockSupport.parkNanos(this, intervalNanos);
        }
    }

    private void marked(long liveBytes) {
        assessor.marked(new MarkResult(System.nanoTime(), liveBytes));
    }

    private void step() {
        signal.collections(toAssessor);
        if (marks != null) {
            marks.read(this::marked);
        }
        MemoryAssessment now = assessor.assess(signal.read());
        assessment = now;
        PressureLevel next = policy.decide(now);
        if (next != level) {
            level = next;
            publish.accept(next);
        }
        if (level != toldLevel) {
            // A step that dies before here tells its change with the next step.
            LevelChange change = new LevelChange(toldLevel, level, now.uptime(), policy.reasons(now), now);
            toldLevel = level;
            tell(change);
        }
    }

    private void tell(LevelChange change) {
        if (change.to().atLeast(change.from())) {
            LOG.warn("{}", change);
        } else {
            LOG.info("{}", change);
        }
        for (Listener listener : listeners) {
            try {
                listener.target.levelChanged(change);
            } catch (RuntimeException | Error e) {
                if (!listener.logged) {
                    listener.logged = true;
                    LOG.warn("listener {} failed at {}; it will be called again", listener.name, change, e);
                }
            }
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        wake();
        if (Thread.currentThread() != thread) {
            try {
                thread.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        signal.close();
        if (marks != null) {
            marks.close();
        }
    }
}
