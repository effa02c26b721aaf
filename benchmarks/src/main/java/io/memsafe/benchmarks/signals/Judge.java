package io.memsafe.benchmarks.signals;

import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.signals.child.Moment;
import io.memsafe.benchmarks.signals.child.Recording;
import io.memsafe.benchmarks.signals.child.Tape.Mark;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * What a recording says of those who alarm. Pure: the same recording is always judged alike.
 *
 * <p>Thread-safety: stateless.
 */
final class Judge {
    private static final double NANOS = 1e9;

    /** Of the time from an alarm to the error, what it must have lasted to be the alarm of that error. */
    private static final double KEPT_UP = 0.5;

    private Judge() {}

    /** A stretch of time with the moments in it. */
    record Stretch(Recording recording, long fromNanos, long toNanos) {

        List<Moment> moments() {
            return recording.between(fromNanos, toNanos);
        }
    }

    /** From when a scenario is judged to the end of its workload. */
    static Stretch judged(Recording recording, Scenario scenario) {
        long begin = recording.at(Mark.BEGIN).orElse(0);
        long from = begin + (long) (scenario.judgedFromSeconds() * NANOS);
        return new Stretch(recording, from, end(recording));
    }

    /** When the workload ended; of a killed one, when it was last seen. */
    static long end(Recording recording) {
        List<Moment> moments = recording.moments();
        long last = moments.isEmpty() ? 0 : moments.get(moments.size() - 1).nanos();
        return recording.at(Mark.END).orElse(last);
    }

    /** Share of the time in which someone alarms; a moment stands until the next. */
    static double alarmedRatio(Stretch stretch, Predicate<Moment> alarms) {
        List<Moment> moments = stretch.moments();
        long alarmed = 0;
        long all = 0;
        for (int i = 0; i < moments.size(); i++) {
            long until = i + 1 < moments.size() ? moments.get(i + 1).nanos() : stretch.toNanos();
            long nanos = until - moments.get(i).nanos();
            all += nanos;
            alarmed += alarms.test(moments.get(i)) ? nanos : 0;
        }
        return all == 0 ? Double.NaN : (double) alarmed / all;
    }

    /**
     * The moment at which someone began to alarm of what happened at an instant: the earliest from which on it alarmed
     * for at least half of the time.
     *
     * @return its index in the moments of the stretch; -1 if it never did
     */
    static int onset(Stretch stretch, Predicate<Moment> alarms) {
        List<Moment> moments = stretch.moments();
        long alarmed = 0;
        int onset = -1;
        long later = stretch.toNanos();
        for (int i = moments.size() - 1; i >= 0; i--) {
            Moment moment = moments.get(i);
            if (alarms.test(moment)) {
                alarmed += later - moment.nanos();
                if (alarmed >= KEPT_UP * (stretch.toNanos() - moment.nanos())) {
                    onset = i;
                }
            }
            later = moment.nanos();
        }
        return onset;
    }

    /** Seconds from the onset to the end of the stretch; empty if there is no onset. */
    static OptionalDouble leadSeconds(Stretch stretch, Predicate<Moment> alarms) {
        int onset = onset(stretch, alarms);
        return onset < 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        (stretch.toNanos() - stretch.moments().get(onset).nanos()) / NANOS);
    }

    /**
     * How much of the heap was filled from the onset to the fullest moment after it; empty if there is no onset. A
     * program that met an error may have let go already when the error is noted.
     */
    static OptionalDouble leadHeapRatio(Stretch stretch, Predicate<Moment> alarms) {
        int onset = onset(stretch, alarms);
        if (onset < 0) {
            return OptionalDouble.empty();
        }
        List<Moment> since = stretch.moments().subList(onset, stretch.moments().size());
        long fullest = since.stream().mapToLong(Moment::truth).max().orElse(0);
        return OptionalDouble.of(
                (double) (fullest - since.get(0).truth()) / stretch.recording().maxBytes());
    }

    /** Estimate over truth, for each moment at which memsafe says that it knows, in ascending order. */
    static double[] liveToTruth(Stretch stretch) {
        return stretch.moments().stream()
                .filter(moment -> moment.verified() && moment.truth() > 0)
                .mapToDouble(moment -> (double) moment.live() / moment.truth())
                .sorted()
                .toArray();
    }

    /** The value below which a share of ascending values lies; {@code NaN} if there are none. */
    static double quantile(double[] ascending, double share) {
        if (ascending.length == 0) {
            return Double.NaN;
        }
        return ascending[(int) Math.min(ascending.length - 1L, Math.round(share * (ascending.length - 1)))];
    }

    /** All values together, in ascending order. */
    static double[] merged(List<double[]> parts) {
        double[] all = parts.stream().flatMapToDouble(Arrays::stream).toArray();
        Arrays.sort(all);
        return all;
    }

    /** Seconds from an instant to the first moment of which something is so; empty if there is none. */
    static OptionalDouble secondsUntil(Recording recording, long fromNanos, Predicate<Moment> wanted) {
        return recording.between(fromNanos, Long.MAX_VALUE).stream()
                .filter(wanted)
                .mapToDouble(moment -> (moment.nanos() - fromNanos) / NANOS)
                .findFirst();
    }

    /** Seconds from the release to the first moment from which on the level stays {@code NORMAL}. */
    static OptionalDouble secondsToNormal(Recording recording) {
        if (recording.at(Mark.RELEASE).isEmpty()) {
            return OptionalDouble.empty();
        }
        long release = recording.at(Mark.RELEASE).getAsLong();
        OptionalDouble seconds = OptionalDouble.empty();
        List<Moment> after = recording.between(release, Long.MAX_VALUE);
        for (int i = after.size() - 1; i >= 0 && after.get(i).level() == PressureLevel.NORMAL; i--) {
            seconds = OptionalDouble.of((after.get(i).nanos() - release) / NANOS);
        }
        return seconds;
    }

    /** Collections of the whole heap that ended between the release and the return to {@code NORMAL}. */
    static int collectionsToNormal(Recording recording) {
        OptionalDouble seconds = secondsToNormal(recording);
        if (seconds.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        long release = recording.at(Mark.RELEASE).orElse(0);
        List<Moment> between = recording.between(release, release + (long) (seconds.getAsDouble() * NANOS) + 1);
        return between.get(between.size() - 1).collections() - between.get(0).collections();
    }
}
