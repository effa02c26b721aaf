package io.memsafe.benchmarks.signals;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What happens in a child: how its live set moves, how much garbage passes by, and what is asked of the level then.
 *
 * <p>Shares are of the largest heap. A steady share is reached in two seconds, which are not judged.
 */
@SuppressWarnings("ImmutableEnumChecker") // a profile never changes, and has no annotation to say so
public enum Scenario {
    /** A healthy program with little live. */
    CHURN30("30 % live, garbage at full speed", Kind.HEALTHY, Load.FULL_SPEED, steady(0.30, 22), steady(0.30, 8), 4),
    /** A healthy program, half full. */
    CHURN50(
            "half the heap live, garbage at full speed",
            Kind.HEALTHY,
            Load.FULL_SPEED,
            steady(0.50, 22),
            steady(0.50, 8),
            4),
    /** A healthy program, well filled. */
    CHURN70("70 % live, garbage at full speed", Kind.HEALTHY, Load.FULL_SPEED, steady(0.70, 22), steady(0.70, 8), 4),
    /** A healthy program near its bound. */
    CHURN80("80 % live, garbage at full speed", Kind.HEALTHY, Load.FULL_SPEED, steady(0.80, 22), steady(0.80, 8), 4),
    /** A cache that has filled up and does its job: little garbage, nothing grows. */
    QUIET80("a full cache, 80 % live, little garbage", Kind.HEALTHY, Load.QUIET, steady(0.80, 22), steady(0.80, 9), 4),
    /** Work that jumps to 70 % and back. */
    STEP(
            "a jump to 70 % live and back",
            Kind.HEALTHY,
            Load.CAPPED,
            Profile.of(
                    0, 0, 2, 0.30, 6, 0.30, 6, 0.70, 13, 0.70, 13, 0.30, 20, 0.30, 20, 0.70, 27, 0.70, 27, 0.3, 30,
                    0.3),
            Profile.of(0, 0, 2, 0.30, 5, 0.30, 5, 0.70, 8, 0.70, 8, 0.30, 11, 0.30),
            4),
    /** A second of much work in every four. */
    BURST(
            "65 % live for one second in four",
            Kind.HEALTHY,
            Load.CAPPED,
            Profile.of(0, 0.30, 3, 0.30, 3, 0.65, 4, 0.65, 4, 0.30).repeated(6),
            Profile.of(0, 0.30, 3, 0.30, 3, 0.65, 4, 0.65, 4, 0.30).repeated(2),
            2),
    /** Half the heap in arrays of 0.6 to 3 MB. */
    HUMONGOUS(
            "half the heap live, in arrays of 0.6 to 3 MB",
            Kind.HEALTHY,
            Load.LARGE,
            steady(0.50, 22),
            steady(0.50, 8),
            4),
    /** Batches that fill up slowly and are let go at once. */
    SAWTOOTH(
            "batches that fill up slowly, let go at once",
            Kind.HEALTHY,
            Load.CAPPED,
            Profile.of(0, 0.30, 5, 0.65).repeated(5),
            Profile.of(0, 0.30, 5, 0.65).repeated(2),
            2),
    /** 1 % of the heap a second, from 60 %. */
    SLOW_LEAK60(
            "a leak of 1 % of the heap a second, from 60 %",
            Kind.LEAK, Load.CAPPED, leak(0.60, 0.01, 100), leak(0.60, 0.01, 100), 4),
    /** 1 % of the heap a second, from 75 %. */
    SLOW_LEAK(
            "a leak of 1 % of the heap a second",
            Kind.LEAK, Load.CAPPED, leak(0.75, 0.01, 80), leak(0.82, 0.01, 60), 4),
    /** 10 % of the heap a second. */
    FAST_LEAK(
            "a leak of 10 % of the heap a second",
            Kind.LEAK, Load.CAPPED, leak(0.30, 0.10, 30), leak(0.30, 0.10, 30), 4),
    /** 5 % of the heap a second until {@code CRITICAL} or an error, then all work is let go. */
    RELEASE(
            "5 % of the heap a second, let go at CRITICAL",
            Kind.RELEASE, Load.CAPPED, leak(0.40, 0.05, 40), leak(0.40, 0.05, 40), 4),
    /** As full as it gets, and work goes on arriving. */
    SPIRAL(
            "97 % live, and work goes on arriving",
            Kind.SPIRAL,
            Load.FULL_SPEED,
            Profile.of(0, 0, 2, 0.60, 5, 0.97, 14, 0.97),
            Profile.of(0, 0, 2, 0.60, 5, 0.97, 10, 0.97),
            5),
    /** Errors from the first moment on for two seconds; later a leak. */
    EARLY_ERRORS(
            "errors from the first moment on, later a leak",
            Kind.EARLY,
            Load.CAPPED,
            Profile.of(0, 2, 2, 2, 2, 0.30, 6, 0.30, 20, 1.7),
            Profile.of(0, 2, 2, 2, 2, 0.30, 5, 0.30, 19, 1.7),
            0),
    /** Classes that are never unloaded. */
    METASPACE("classes that are never unloaded", Kind.AREA, "metaspace", "-XX:MaxMetaspaceSize=40m"),
    /** Direct buffers that are never freed. */
    DIRECT("direct buffers that are never freed", Kind.AREA, "direct-buffers", "-XX:MaxDirectMemorySize=128m"),
    /** Threads that never end, in a control group that allows 500. */
    THREADS("threads that never end", Kind.AREA, "threads", "-Xss256k"),
    /** Memory beside a small heap, in a control group of 200 MB: the kernel kills. */
    CONTAINER(
            "a container of 200 MB runs full, the kernel kills", Kind.AREA, "container", "-XX:MaxDirectMemorySize=1g");

    private static final double AREA_SECONDS = 14;
    private static final double FIRST_LEAK_SECONDS = 3;
    private static final double TAIL_SECONDS = 4;

    private final String story;
    private final Kind kind;
    private final Load load;
    private final Profile profile;
    private final Profile quickProfile;
    private final double judgedFromSeconds;
    private final String area;
    private final String flag;

    Scenario(String story, Kind kind, Load load, Profile profile, Profile quickProfile, double judgedFromSeconds) {
        this.story = story;
        this.kind = kind;
        this.load = load;
        this.profile = profile;
        this.quickProfile = quickProfile;
        this.judgedFromSeconds = judgedFromSeconds;
        this.area = "";
        this.flag = "";
    }

    Scenario(String story, Kind kind, String area, String flag) {
        this.story = story;
        this.kind = kind;
        this.load = Load.QUIET;
        this.profile = Profile.of(0, 0, 60, 0);
        this.quickProfile = profile;
        this.judgedFromSeconds = 0;
        this.area = area;
        this.flag = flag;
    }

    /** What is asked of the level. */
    public enum Kind {
        /** Nothing is wrong: no alarm. */
        HEALTHY,
        /** It ends in an OutOfMemoryError: an alarm well before. */
        LEAK,
        /** An alarm, and its end once there is room again. */
        RELEASE,
        /** The last level. */
        SPIRAL,
        /** The governor works on after errors that came before anything else. */
        EARLY,
        /** Another area than the heap runs full: an alarm before the error or the kill. */
        AREA
    }

    /** Garbage that passes by, and what is held. */
    public enum Load {
        /** Two threads, as fast as they can. */
        FULL_SPEED(2, Long.MAX_VALUE, 20),
        /** One thread, 150 MB/s. */
        CAPPED(1, 150, 5),
        /** One thread, 2 MB/s; what is held stays. */
        QUIET(1, 2, 0),
        /** One thread, 200 MB/s; large arrays are held and replaced. */
        LARGE(1, 200, 100);

        private final int threads;
        private final long megabytesPerSecond;
        private final int replacedMegabytesPerSecond;

        Load(int threads, long megabytesPerSecond, int replacedMegabytesPerSecond) {
            this.threads = threads;
            this.megabytesPerSecond = megabytesPerSecond;
            this.replacedMegabytesPerSecond = replacedMegabytesPerSecond;
        }

        /**
         * How many threads make garbage.
         *
         * @return 1 or more
         */
        public int threads() {
            return threads;
        }

        /**
         * How much garbage each of them makes.
         *
         * @return MB per second; {@link Long#MAX_VALUE} for as much as it can
         */
        public long megabytesPerSecond() {
            return megabytesPerSecond;
        }

        /**
         * How much of what is held is replaced by as much that is new.
         *
         * @return MB per second
         */
        public int replacedMegabytesPerSecond() {
            return replacedMegabytesPerSecond;
        }
    }

    private static Profile steady(double ratio, double seconds) {
        return Profile.of(0, 0, 2, ratio, seconds, ratio);
    }

    private static Profile leak(double from, double perSecond, double seconds) {
        return Profile.of(0, 0, 2, from, 4, from, 4 + seconds, from + seconds * perSecond);
    }

    /**
     * The scenarios of names.
     *
     * @param keys as after {@code --scenarios}; none for all
     * @return the scenarios in their own order
     * @throws IllegalArgumentException if there is none of a name; the message lists the names
     */
    static List<Scenario> named(List<String> keys) {
        List<String> known = new ArrayList<>();
        for (Scenario scenario : values()) {
            known.add(scenario.key());
        }
        for (String key : keys) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(
                        "no scenario '" + key + "': it is one of " + String.join(", ", known));
            }
        }
        List<Scenario> chosen = new ArrayList<>();
        for (Scenario scenario : values()) {
            if (keys.isEmpty() || keys.contains(scenario.key())) {
                chosen.add(scenario);
            }
        }
        return chosen;
    }

    /**
     * Its name in figures.
     *
     * @return lower case, with hyphens
     */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * What is asked of the level.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Garbage, and what is held.
     *
     * @return the load
     */
    public Load load() {
        return load;
    }

    /**
     * How the live set moves.
     *
     * @param quick whether little time is to be spent
     * @return a profile; of an area one that stays at nought
     */
    public Profile profile(boolean quick) {
        return quick ? quickProfile : profile;
    }

    /**
     * From when on it is judged.
     *
     * @return seconds since the workload began
     */
    public double judgedFromSeconds() {
        return judgedFromSeconds;
    }

    /**
     * The area beside the heap that it fills.
     *
     * @return its name in an assessment; empty for none
     */
    public String area() {
        return area;
    }

    /** What happens, in some words for a heading. */
    String story() {
        return story;
    }

    /** About how long it takes: until an area is full, or a leak has filled the heap and let go of it. */
    double expectedSeconds(boolean quick) {
        Profile wanted = profile(quick);
        if (kind == Kind.AREA) {
            return AREA_SECONDS;
        }
        double second = FIRST_LEAK_SECONDS;
        while (second < wanted.duration() && wanted.at(second) < 1) {
            second++;
        }
        return second < wanted.duration() ? second + TAIL_SECONDS : wanted.duration();
    }

    /** Flags of the child. */
    List<String> flags() {
        return flag.isEmpty() ? List.of() : List.of(flag);
    }

    /** Heap of the child. */
    int heapMegabytes() {
        return kind == Kind.AREA ? 64 : 256;
    }
}
