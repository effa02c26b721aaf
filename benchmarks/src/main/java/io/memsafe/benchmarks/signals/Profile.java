package io.memsafe.benchmarks.signals;

/**
 * How much of the heap shall be live at each time: straight lines between points.
 *
 * <p>Thread-safety: immutable.
 */
public final class Profile {
    private final double[] seconds;
    private final double[] ratios;

    private Profile(double[] seconds, double[] ratios) {
        this.seconds = seconds;
        this.ratios = ratios;
    }

    /**
     * A profile.
     *
     * @param points second, ratio, second, ratio, ...; seconds must not fall, and two points at one second are a jump
     * @return the profile
     * @throws IllegalArgumentException if there are not two points or more, or their seconds fall
     */
    public static Profile of(double... points) {
        if (points.length < 4 || points.length % 2 != 0) {
            throw new IllegalArgumentException("a profile needs 2 points or more, but has " + points.length / 2.0);
        }
        double[] seconds = new double[points.length / 2];
        double[] ratios = new double[points.length / 2];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = points[2 * i];
            ratios[i] = points[2 * i + 1];
            if (i > 0 && seconds[i] < seconds[i - 1]) {
                throw new IllegalArgumentException(
                        "seconds of a profile must not fall, but " + seconds[i] + " follows " + seconds[i - 1]);
            }
        }
        return new Profile(seconds, ratios);
    }

    /**
     * Several times the same.
     *
     * @param times how often, 1 or more
     * @return this profile, repeated end to end
     */
    public Profile repeated(int times) {
        int points = seconds.length;
        double[] longer = new double[points * times];
        double[] again = new double[points * times];
        for (int i = 0; i < longer.length; i++) {
            int before = i / points;
            longer[i] = seconds[i % points] + before * duration();
            again[i] = ratios[i % points];
        }
        return new Profile(longer, again);
    }

    /**
     * The end.
     *
     * @return seconds of the last point
     */
    public double duration() {
        return seconds[seconds.length - 1];
    }

    /**
     * The share that shall be live.
     *
     * @param second since the begin
     * @return a ratio; after the end that of the last point
     */
    public double at(double second) {
        int next = 0;
        while (next < seconds.length && seconds[next] <= second) {
            next++;
        }
        if (next == 0) {
            return ratios[0];
        }
        if (next == seconds.length) {
            return ratios[next - 1];
        }
        double share = (second - seconds[next - 1]) / (seconds[next] - seconds[next - 1]);
        return ratios[next - 1] + share * (ratios[next] - ratios[next - 1]);
    }
}
