package io.memsafe.response.internal;

import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.Registration;
import io.memsafe.response.Demand;
import io.memsafe.response.OrderlyStop;
import io.memsafe.response.Phase;
import io.memsafe.response.PressureEpisode;
import io.memsafe.response.PressureEpisode.Freed;
import io.memsafe.response.Reclaimed;
import io.memsafe.response.Reclaimer;
import io.memsafe.response.Scaler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/**
 * Carries out the ladder: what the level asks for, called on a thread of its own.
 *
 * <p>Thread-safety: {@link #assessed} belongs to the governor's thread, the rest to any.
 */
public final class Responses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Responses.class);

    private static final FieldLog LINES = new FieldLog(LOG);

    private final Ladder ladder;
    private final RoomWatch room;
    private final Schedule schedule;
    private final EpisodeRecorder recorder = new EpisodeRecorder();
    private final IsolatedCaller caller;
    private final @Nullable OrderlyStop stop;
    private final Consumer<Phase> publish;
    private final LongSupplier clock;
    private volatile boolean started;
    private long episodes;
    private Demand demand = Demand.NONE;
    private Phase phase = Phase.MONITOR;
    private long emergencySinceNanos = -1;

    /**
     * What can be chosen.
     *
     * @param hungNanos how long a call may take
     * @param recoveryNanos how long each step of the recovery takes
     * @param warningRatio where {@code WARNING} begins
     * @param stop begun when {@code EMERGENCY} lasts; {@code null} for none
     */
    public record Settings(
            long hungNanos,
            long recoveryNanos,
            double warningRatio,
            @Nullable OrderlyStop stop) {}

    /**
     * Responses that have not started.
     *
     * @param settings what was chosen
     * @param clock nanoseconds, as {@link System#nanoTime()}
     * @param publish told of every change of the phase
     */
    public Responses(Settings settings, LongSupplier clock, Consumer<Phase> publish) {
        this.clock = clock;
        this.ladder = new Ladder(settings.recoveryNanos());
        this.room = new RoomWatch(settings.warningRatio());
        this.schedule = new Schedule(clock);
        this.caller = new IsolatedCaller(
                "memsafe-responses", clock, settings.hungNanos(), IsolatedCaller.POLL_NANOS, schedule);
        this.stop = settings.stop();
        this.publish = publish;
    }

    /** Loads what an episode needs, while there is memory to load classes. */
    public static void warmUp(MemoryAssessment assessment) {
        Responses rehearsal = new Responses(new Settings(1, 1, 1, null), () -> 0, now -> {});
        rehearsal.reclaim("rehearsal", 0, now -> Reclaimer.UNKNOWN);
        rehearsal.reclaim("rehearsal with nothing to free", 1, now -> 0);
        rehearsal.scale("rehearsal", Scaler.of(now -> {}, 1, 0));
        rehearsal.onEpisode("rehearsal", now -> {});
        rehearsal.ask(PressureLevel.WARNING);
        rehearsal.take(assessment, 1, PressureLevel.EMERGENCY);
        rehearsal.performAll();
        rehearsal.performAll(); // after the end of a round, when the next one is due
        PressureEpisode episode = null;
        for (long nanos = 2; episode == null; nanos += 10) {
            episode = rehearsal.take(assessment, nanos, PressureLevel.NORMAL);
            rehearsal.performAll();
        }
        LOG.trace("warm-up: {}", episode);
        LINES.warmUp(fields(episode));
        if (episode.toString().isEmpty()) {
            throw new AssertionError(episode);
        }
    }

    private void performAll() {
        for (Callee due = next(); due != null; due = next()) {
            due.perform();
        }
    }

    @Nullable
    Callee next() {
        return schedule.next();
    }

    /** From now on what is registered is called; the thread for that starts with the first one. */
    public void start() {
        started = true;
    }

    private void startCaller() {
        if (started) {
            caller.start();
        }
    }

    /**
     * Takes in the next assessment and the level decided on it.
     *
     * @return whether something is under way that hangs on the next one
     */
    public boolean assessed(MemoryAssessment assessment, PressureLevel level) {
        PressureEpisode over = take(assessment, assessment.uptime().toNanos(), level);
        if (over != null) {
            LINES.info(over.toString(), fields(over));
        }
        caller.watch();
        return phase != Phase.MONITOR;
    }

    private static KeyValuePair[] fields(PressureEpisode episode) {
        long freedBytes = 0;
        for (Freed freed : episode.freed()) {
            freedBytes += freed.bytes();
        }
        return new KeyValuePair[] {
            new KeyValuePair("memsafe.event", "episode"),
            new KeyValuePair("memsafe.worst", episode.worst().name()),
            new KeyValuePair("memsafe.area", episode.area()),
            new KeyValuePair("memsafe.durationMillis", episode.duration().toMillis()),
            new KeyValuePair("memsafe.pressedMillis", episode.pressed().toMillis()),
            new KeyValuePair("memsafe.freedBytes", freedBytes),
            new KeyValuePair("memsafe.mostDistress", episode.mostDistress())
        };
    }

    private @Nullable PressureEpisode take(MemoryAssessment assessment, long nanos, PressureLevel level) {
        ladder.step(nanos, level, room.look(assessment, level, ladder.depth()));
        follow(level);
        watchEmergency(assessment, nanos, level);
        if (phase == Phase.MONITOR && !recorder.running()) {
            return null;
        }
        if (!recorder.running()) {
            episodes++;
            schedule.reclaimers.forEach(ReclaimerResponder::reset);
        }
        recorder.add(assessment, level);
        schedule.update(assessment, demand, episodes);
        caller.wake();
        PressureEpisode over = null;
        if (phase == Phase.MONITOR) {
            over = recorder.end(assessment, freed());
            for (EpisodeListener listener : schedule.listeners) {
                listener.tell(over);
            }
        }
        return over;
    }

    private void follow(PressureLevel level) {
        if (demand.depth() != ladder.depth() || demand.level() != level) {
            demand = new Demand(level, ladder.depth());
        }
        if (phase != ladder.phase()) {
            phase = ladder.phase();
            publish.accept(phase);
        }
    }

    private void watchEmergency(MemoryAssessment assessment, long nanos, PressureLevel level) {
        if (stop == null || level != PressureLevel.EMERGENCY) {
            emergencySinceNanos = -1;
            return;
        }
        if (emergencySinceNanos < 0) {
            emergencySinceNanos = nanos;
        }
        if (nanos - emergencySinceNanos >= stop.patience().toNanos() && stop.ready()) {
            stop.begin("memory pressure is EMERGENCY: " + assessment.binding().name() + " is full");
            LOG.warn("memory pressure has been EMERGENCY for {}, and the program stops", stop.patience());
        }
    }

    private List<Freed> freed() {
        List<Freed> freed = new ArrayList<>();
        for (ReclaimerResponder reclaimer : schedule.reclaimers) {
            if (reclaimer.wasAsked()) {
                freed.add(reclaimer.freed());
            }
        }
        return freed;
    }

    /** Adds a reclaimer. */
    public Registration reclaim(String name, int cost, Reclaimer reclaimer) {
        ReclaimerResponder added = new ReclaimerResponder(name, cost, reclaimer, clock);
        schedule.add(added);
        startCaller();
        return leave(added);
    }

    /** The names of the reclaimers, in the order in which they are asked. */
    public List<String> reclaimers() {
        return schedule.reclaimers.stream()
                .filter(one -> !one.leaving)
                .map(Callee::name)
                .toList();
    }

    /**
     * Has all reclaimers asked once, and waits for them.
     *
     * @param level as if it were this one
     * @param mostNanos how long to wait
     * @return an answer for each
     * @throws InterruptedException if the thread is interrupted; those not called yet are not called then
     */
    public List<Reclaimed> reclaimNow(PressureLevel level, long mostNanos) throws InterruptedException {
        Ask ask = ask(level);
        if (!started) {
            ask.end();
        }
        return ask.await(mostNanos);
    }

    Ask ask(PressureLevel level) {
        Ask ask = new Ask(level, schedule.reclaimers);
        schedule.add(ask);
        caller.wake();
        return ask;
    }

    /** Adds a scaler. */
    public Registration scale(String name, Scaler scaler) {
        ScalerResponder added = new ScalerResponder(name, scaler, clock);
        schedule.scalers.add(added);
        startCaller();
        return leave(added);
    }

    private Registration leave(Responder responder) {
        return () -> {
            responder.leaving = true;
            caller.wake();
        };
    }

    /** Adds a listener of episodes. */
    public Registration onEpisode(String name, Consumer<PressureEpisode> listener) {
        EpisodeListener added = new EpisodeListener(name, listener);
        schedule.listeners.add(added);
        startCaller();
        return () -> schedule.listeners.remove(added);
    }

    /** Has everything recover at once, and ends the thread. */
    @Override
    public void close() {
        schedule.close();
        publish.accept(Phase.MONITOR);
        caller.close();
    }
}
