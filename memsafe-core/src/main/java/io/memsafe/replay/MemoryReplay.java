package io.memsafe.replay;

import io.memsafe.LevelChange;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.assess.MemoryAssessor;
import io.memsafe.level.LevelPolicy;
import io.memsafe.level.StallPolicy;
import io.memsafe.signal.AreaReading;
import io.memsafe.signal.CollectionEvent;
import io.memsafe.signal.CollectorFamily;
import io.memsafe.signal.MarkResult;
import io.memsafe.signal.Sample;
import io.memsafe.signal.SignalReading;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * The governor's assessor and level policy without a governor: what is known of another JVM goes in, in order of time,
 * assessments and changes of the level come out. It is the same code that a {@link io.memsafe.MemoryGovernor} runs in
 * its own JVM, so a run that was recorded is told what would have happened with these thresholds, and one that is read
 * from outside what happens now.
 *
 * <pre>{@code
 * MemoryReplay replay = new MemoryReplay("G1", ReplayThresholds.DEFAULT.with(0.80, 0.92), changes::add);
 * replay.collected(collection);
 * MemoryAssessment now = replay.sampled(sample, List.of());
 * PressureLevel level = replay.level();
 * }</pre>
 *
 * <p>A sample every tenth of a second is enough; growth is not told within less. What is sampled more rarely is told
 * later. Where only finished assessments were kept, as in a history, {@link #assessed} decides on them.
 *
 * <p>Pure: time is only what the samples carry. Thread-safety: none; used by one thread.
 */
public final class MemoryReplay {
    private static final String AREAS = "recorded";
    private static final long TICK_NANOS = 250_000_000L;
    private static final long LONGEST_STALL_NANOS = 3_000_000_000L;

    private final long areaIntervalNanos;
    private final MemoryAssessor assessor;
    private final LevelPolicy policy;
    private final ReplayThresholds thresholds;
    private final Consumer<? super LevelChange> changes;
    private List<RecordedArea> seenAreas = List.of();
    private List<SignalReading> readings = List.of();
    private PressureLevel level = PressureLevel.NORMAL;
    private double pressureRatio;

    /**
     * A replay of one run of a JVM whose areas beside the heap are read at each sample.
     *
     * @param collector as {@link io.memsafe.HeapAssessment#collector()} writes it, such as {@code G1} or
     *     {@code generational ZGC}; {@link #collectorOf} finds it
     * @param thresholds when the levels begin and end
     * @param changes told of each change of the level, on the calling thread
     */
    public MemoryReplay(String collector, ReplayThresholds thresholds, Consumer<? super LevelChange> changes) {
        this(collector, thresholds, Duration.ZERO, 0, changes);
    }

    /**
     * A replay of one run of a JVM.
     *
     * @param collector as {@link io.memsafe.HeapAssessment#collector()} writes it; any other text is taken for a
     *     collector of which nothing is known
     * @param thresholds when the levels begin and end
     * @param areaInterval how often the areas are read; what is read more rarely than ten times a second has its growth
     *     told over as many readings
     * @param startNanos where the uptime of the assessments counts from, on the clock of the samples
     * @param changes told of each change of the level, on the calling thread
     */
    public MemoryReplay(
            String collector,
            ReplayThresholds thresholds,
            Duration areaInterval,
            long startNanos,
            Consumer<? super LevelChange> changes) {
        CollectorFamily family = Arrays.stream(CollectorFamily.values())
                .filter(known -> known.title().equals(collector))
                .findFirst()
                .orElse(CollectorFamily.UNKNOWN);
        this.areaIntervalNanos = areaInterval.toNanos();
        this.assessor = new MemoryAssessor(family, startNanos);
        this.thresholds = thresholds;
        this.policy = new LevelPolicy(thresholds.internal());
        this.changes = changes;
    }

    /**
     * Recognises a collector by what its JVM's beans are called.
     *
     * @param collectorBeans names of the garbage collector beans
     * @param heapPools names of the memory pools of the heap
     * @return its name, {@code unknown collector} if nothing fits
     */
    public static String collectorOf(Collection<String> collectorBeans, Collection<String> heapPools) {
        return CollectorFamily.of(collectorBeans, heapPools).title();
    }

    /**
     * Whether a pool is the old generation, or the whole heap where there are no generations.
     *
     * @param pool the name of a memory pool
     * @return {@code false} too if it is no pool of the heap
     */
    public static boolean isOldPool(String pool) {
        return CollectorFamily.isOld(pool);
    }

    /**
     * Takes in a collection; in order of time, before the sample that follows it.
     *
     * @param seen what is known of it
     */
    public void collected(RecordedCollection seen) {
        assessor.collected(new CollectionEvent(
                seen.nanos(),
                seen.bean(),
                seen.action(),
                seen.cause(),
                seen.startMillis(),
                seen.endMillis(),
                seen.beforeBytes(),
                seen.afterBytes(),
                seen.oldBeforeBytes(),
                seen.oldAfterBytes(),
                seen.edenAfterBytes()));
    }

    /**
     * Takes in what a collector's own marking of the whole heap found; in order of time.
     *
     * @param nanos when it was known, on the clock of the samples
     * @param liveBytes bytes of live objects, without what was allocated while it was marked
     */
    public void marked(long nanos, long liveBytes) {
        assessor.marked(new MarkResult(nanos, liveBytes, 0, false, true));
    }

    /**
     * Takes in a sample, and decides.
     *
     * @param sample the newest
     * @param areas what can run full beside the heap; the same list as at the last call if it was not read anew
     * @return how things stood then
     */
    @SuppressWarnings("ReferenceEquality") // the same list was not read anew
    public MemoryAssessment sampled(RecordedSample sample, List<RecordedArea> areas) {
        if (areas != seenAreas) {
            seenAreas = areas;
            readings = List.of(reading(sample.nanos(), areas));
        }
        MemoryAssessment now = assessor.assess(
                new Sample(sample.nanos(), sample.usedBytes(), sample.maxBytes(), sample.allocatedBytes()), readings);
        assessed(now);
        return now;
    }

    private SignalReading reading(long nanos, List<RecordedArea> areas) {
        List<AreaReading> all = areas.stream()
                .map(area -> new AreaReading(area.name(), area.unit(), area.used(), area.limit(), area.atMost()))
                .toList();
        return new SignalReading(AREAS, nanos, areaIntervalNanos, areaIntervalNanos, all, List.of(), null);
    }

    /**
     * Decides on an assessment that was made elsewhere, such as one of a history.
     *
     * @param assessment in order of time
     * @return the level from then on
     */
    public PressureLevel assessed(MemoryAssessment assessment) {
        PressureLevel next = policy.decide(assessment);
        pressureRatio = assessment.heap().verified() ? assessment.heap().pressureRatio() : 0;
        if (next != level) {
            LevelChange change =
                    new LevelChange(level, next, assessment.uptime(), policy.reasons(assessment), assessment);
            level = next;
            changes.accept(change);
        }
        return next;
    }

    /**
     * What it is evidence of that a JVM has not answered: one whose heap was nearly full, and that has no few hundred
     * bytes for a whole second, is {@code CRITICAL}, after two seconds {@code EMERGENCY}. Of any other it says nothing.
     * It does not change {@link #level()}.
     *
     * @param since how long it has not answered
     * @return the higher of {@link #level()} and that
     */
    public PressureLevel levelUnanswered(Duration since) {
        StallPolicy stall = new StallPolicy(thresholds.internal());
        PressureLevel found = PressureLevel.NORMAL;
        long most = since.compareTo(Duration.ofNanos(LONGEST_STALL_NANOS)) < 0 ? since.toNanos() : LONGEST_STALL_NANOS;
        for (long nanos = 0; nanos <= most && found != PressureLevel.EMERGENCY; nanos += TICK_NANOS) {
            found = stall.tick(nanos, 1, true, pressureRatio);
        }
        return found.atLeast(level) ? found : level;
    }

    /**
     * The level as of the newest sample.
     *
     * @return {@code NORMAL} before the first
     */
    public PressureLevel level() {
        return level;
    }

    /**
     * Why the level is what it is, for people.
     *
     * @param assessment the newest
     * @return sentences with numbers and units, at least one
     */
    public List<String> reasons(MemoryAssessment assessment) {
        return policy.reasons(assessment);
    }
}
