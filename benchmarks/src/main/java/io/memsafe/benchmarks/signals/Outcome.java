package io.memsafe.benchmarks.signals;

import io.memsafe.benchmarks.signals.Judge.Stretch;
import io.memsafe.benchmarks.signals.child.Moment;
import io.memsafe.benchmarks.signals.child.Recording;
import io.memsafe.benchmarks.signals.child.Tape.Mark;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What came out of one child.
 *
 * @param scenario what happened in it
 * @param end {@code error} after an OutOfMemoryError, {@code killed} by the kernel, {@code end} by itself, or
 *     {@code timeout}
 * @param recording what it recorded
 */
record Outcome(Scenario scenario, String end, Recording recording) {

    /** The end of a child that was killed because its time was up. */
    static final String TIMEOUT = "timeout";

    /** The end of a child that something else killed, as the kernel does. */
    static final String KILLED = "killed";

    private static final double ENOUGH_SECONDS = 2.0;
    private static final double ENOUGH_HEAP = 0.05;
    private static final double SOON_SECONDS = 1.0;
    private static final double SPIRAL_FROM = 0.96;
    private static final double NANOS = 1e9;

    /** Whether its workload began and was seen. */
    boolean isSeen() {
        return !recording
                .between(recording.at(Mark.BEGIN).orElse(Long.MAX_VALUE), Long.MAX_VALUE)
                .isEmpty();
    }

    /** When memory ran out: at the first error, or at the kernel's kill; empty if it did not. */
    OptionalLong ranOut() {
        if (recording.at(Mark.FIRST_ERROR).isPresent()) {
            return recording.at(Mark.FIRST_ERROR);
        }
        return end.equals(KILLED) ? OptionalLong.of(Judge.end(recording)) : OptionalLong.empty();
    }

    /**
     * From when the danger was there to when memory ran out; nothing if it did not. Memory that ran out before the leak
     * began ran out while the heap was filled, and the danger was there from the begin.
     */
    private Stretch danger() {
        long until = ranOut().orElse(0);
        long leak = recording.at(Mark.DANGER).orElse(Long.MAX_VALUE);
        long from = leak < until ? leak : recording.at(Mark.BEGIN).orElse(until);
        return new Stretch(recording, Math.min(from, until), until);
    }

    /** Share of the judged time in which someone alarms. */
    double alarmedRatio(Voice voice) {
        return Judge.alarmedRatio(Judge.judged(recording, scenario), voice.alarms());
    }

    /** Seconds from someone's alarm to when memory ran out; empty without an alarm. */
    OptionalDouble leadSeconds(Voice voice) {
        return Judge.leadSeconds(danger(), voice.alarms());
    }

    /** Whether {@code CRITICAL} came early enough: 2 s, or 5 % of the heap, before the error. */
    boolean criticalEarlyEnough() {
        return leadSeconds(Voice.CRITICAL).orElse(0) >= ENOUGH_SECONDS
                || Judge.leadHeapRatio(danger(), Voice.CRITICAL.alarms()).orElse(0) >= ENOUGH_HEAP;
    }

    /** Estimate over truth in the judged time, ascending. */
    double[] liveToTruth() {
        return Judge.liveToTruth(Judge.judged(recording, scenario));
    }

    /**
     * Seconds from the start of the spiral to {@code EMERGENCY}; {@code NaN} if it never came. The start is what came
     * first: the heap is as full as it shall be, or the workload noticed that it gets no further.
     */
    double emergencySeconds() {
        OptionalLong full = recording.moments().stream()
                .filter(moment -> moment.truth() >= SPIRAL_FROM * recording.maxBytes())
                .mapToLong(Moment::nanos)
                .findFirst();
        long from =
                Math.min(full.orElse(Long.MAX_VALUE), recording.at(Mark.DANGER).orElse(Long.MAX_VALUE));
        return Judge.secondsUntil(recording, from, Voice.EMERGENCY.alarms()).orElse(Double.NaN);
    }

    /** Seconds from the release to {@code NORMAL}; {@code NaN} if it never came. */
    double normalSeconds() {
        return Judge.secondsToNormal(recording).orElse(Double.NaN);
    }

    /** Whether {@code NORMAL} came within a second, or one collection, of the release. */
    boolean normalSoonEnough() {
        return normalSeconds() <= SOON_SECONDS || Judge.collectionsToNormal(recording) <= 1;
    }

    /** For the results: numbers of its kind, and those of the peers in a map of their own. */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("end", end);
        long begin = recording.at(Mark.BEGIN).orElse(0);
        recording.at(Mark.FIRST_ERROR).ifPresent(at -> values.put("errorSeconds", (at - begin) / NANOS));
        Map<String, Object> peers = new LinkedHashMap<>();
        switch (scenario.kind()) {
            case HEALTHY -> {
                values.put("warning", alarmedRatio(Voice.WARNING));
                values.put("critical", alarmedRatio(Voice.CRITICAL));
                double[] ratios = liveToTruth();
                values.put("liveMedian", Judge.quantile(ratios, 0.5));
                values.put("liveP95", Judge.quantile(ratios, 0.95));
                Voice.all().forEach(voice -> peers.put(voice.label(), alarmedRatio(voice)));
            }
            case SPIRAL -> values.put("emergencySeconds", emergencySeconds());
            case LEAK, EARLY, AREA, RELEASE -> {
                leadSeconds(Voice.WARNING).ifPresent(lead -> values.put("warningLead", lead));
                leadSeconds(Voice.CRITICAL).ifPresent(lead -> values.put("criticalLead", lead));
                Judge.secondsToNormal(recording).ifPresent(seconds -> {
                    values.put("normalSeconds", seconds);
                    values.put("normalCollections", Judge.collectionsToNormal(recording));
                });
                Voice.all().forEach(voice -> leadSeconds(voice).ifPresent(lead -> peers.put(voice.label(), lead)));
            }
        }
        recording.at(Mark.COUNTED).ifPresent(counted -> {
            values.put("collections", counted);
            values.put("notifications", recording.at(Mark.HEARD).orElse(0));
        });
        values.put(scenario.kind() == Scenario.Kind.HEALTHY ? "shares" : "leads", peers);
        return values;
    }
}
