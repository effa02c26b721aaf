package io.memsafe;

import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;

/**
 * Tells Java Flight Recorder: each change of the level, and what is known at the period that a recording asks for.
 *
 * <p>To load the class of an event is to load the recorder's metadata, a quarter of a second of start-up for a program
 * that may never record. So no event is touched until the first recording starts the recorder.
 *
 * <p>Thread-safety: {@link #changed} belongs to the governor's thread; the recorder calls {@link #assess()} on its
 * own.
 */
final class FlightEvents implements AutoCloseable {
    private final Supplier<PressureLevel> level;
    private final Supplier<MemoryAssessment> assessment;
    private final Runnable periodic = this::assess;
    private final FlightRecorderListener start = new FlightRecorderListener() {
        @Override
        public void recorderInitialized(FlightRecorder recorder) {
            register();
        }
    };
    private volatile boolean registered;
    private boolean closed;

    private FlightEvents(Supplier<PressureLevel> level, Supplier<MemoryAssessment> assessment) {
        this.level = level;
        this.assessment = assessment;
    }

    /**
     * Begins to tell.
     *
     * @param level the one now; asked by a thread of the recorder
     * @param assessment the newest; asked by a thread of the recorder
     */
    static FlightEvents open(Supplier<PressureLevel> level, Supplier<MemoryAssessment> assessment) {
        FlightEvents events = new FlightEvents(level, assessment);
        FlightRecorder.addListener(events.start);
        return events;
    }

    private synchronized void register() {
        if (!closed && !registered) {
            FlightRecorder.register(LevelChangeEvent.class);
            FlightRecorder.addPeriodicEvent(AssessmentEvent.class, periodic);
            registered = true;
        }
    }

    private void assess() {
        AssessmentEvent event = new AssessmentEvent();
        event.fill(level.get(), assessment.get());
        event.commit();
    }

    void changed(LevelChange change) {
        if (!registered) {
            return;
        }
        LevelChangeEvent event = new LevelChangeEvent();
        if (event.isEnabled()) {
            event.fill(change);
            event.commit();
        }
    }

    /** Calls the recorder without its own lock held: the recorder calls {@link #register()} with one of its own. */
    @Override
    public void close() {
        FlightRecorder.removeListener(start);
        boolean remove;
        synchronized (this) {
            closed = true;
            remove = registered;
        }
        if (remove) {
            FlightRecorder.removePeriodicEvent(periodic);
        }
    }
}
