package io.memsafe.benchmarks.web;

import java.util.List;
import java.util.Locale;

/**
 * What a server has to bear: phases of load, as multiples of the load at which heavy requests hold 80 % of what its heap can
 * keep.
 */
enum Scenario {
    /** Heavy requests whose size stands in their query. */
    TOLD("/heavy", 0.18, 0, Shape.OVERLOAD),
    /** Heavy requests whose size nothing tells. */
    UNTOLD("/report", 0.18, 0, Shape.OVERLOAD),
    /** Heavy requests that allocate five times what they hold. */
    CHURN("/churn", 0.18, 0, Shape.OVERLOAD),
    /** Nothing but heavy requests. */
    HEAVY_ONLY("/heavy", 1, 0, Shape.OVERLOAD),
    /** Twice what it can bear, from the first request on. */
    COLD("/heavy", 0.18, 0, Shape.COLD),
    /** Healthy: half of the heap lives, and 200 MB of garbage are made a second beside small requests. */
    GARBAGE_200("/heavy", 0.18, 200, Shape.HEALTHY),
    /** The same with as much garbage as one thread can make. */
    GARBAGE_FLAT_OUT("/heavy", 0.18, -1, Shape.HEALTHY);

    /** 1 is when this many heavy requests are in flight, on average. */
    static final int IN_FLIGHT = 60;

    /** What those hold then, as a share of what the heap can keep. */
    static final double HELD_RATIO = 0.8;

    private static final double SMALLER_WHEN_HEALTHY = 5;

    private final String path;
    private final double heavyRatio;
    private final int garbage;
    private final Shape shape;

    /** Phases that follow each other. */
    private enum Shape {
        OVERLOAD(
                new Phase("warm-up", 0.5, 4, false),
                new Phase("before", 0.5, 5, true),
                new Phase("2x", 2, 8, true),
                new Phase("4x", 4, 8, true),
                new Phase("after", 0.5, 6, true)),
        COLD(new Phase("2x", 2, 8, true), new Phase("after", 0.5, 4, true)),
        HEALTHY(new Phase("warm-up", 0.5, 4, false), new Phase("garbage", 0.5, 10, true));

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of
        private final List<Phase> phases;

        Shape(Phase... phases) {
            this.phases = List.of(phases);
        }
    }

    /**
     * A stretch of one load.
     *
     * @param name in tables
     * @param times of the load that fills the heap
     * @param seconds how long
     * @param measured whether it counts
     */
    record Phase(String name, double times, int seconds, boolean measured) {}

    Scenario(String path, double heavyRatio, int garbage, Shape shape) {
        this.path = path;
        this.heavyRatio = heavyRatio;
        this.garbage = garbage;
        this.shape = shape;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The path of its heavy requests. */
    String path() {
        return path;
    }

    /** Which share of the requests is heavy; of the others one in ten is a health check. */
    double heavyRatio() {
        return heavyRatio;
    }

    /** Megabytes of garbage a second; 0 for none, -1 for as many as it can. */
    int garbage() {
        return garbage;
    }

    boolean isHealthy() {
        return garbage != 0;
    }

    List<Phase> phases() {
        return shape.phases;
    }

    /** The mean of its heavy requests, in a heap that can keep so much. */
    double meanKilobytes(long usableKilobytes) {
        return HELD_RATIO * usableKilobytes / IN_FLIGHT / (isHealthy() ? SMALLER_WHEN_HEALTHY : 1);
    }
}
