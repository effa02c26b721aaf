package io.memsafe.benchmarks.stand;

/**
 * A number with a bar to reach.
 *
 * <p>Thread-safety: immutable.
 *
 * @param name lower case, words parted by points, for example {@code jmh.level.17.1-thread.ns}
 * @param value what was measured
 * @param bar what it must be: {@code <=1.05}, {@code <2}, {@code >=0.99}, {@code 0.95..1.15}, or {@code 20/20} for all of
 *     a count
 * @param ok whether the bar is reached
 */
public record Figure(String name, String value, String bar, boolean ok) {

    private static final String MISSING = "not-measured";

    /** Refuses what would not be one word on the line. */
    public Figure {
        for (String word : new String[] {name, value, bar}) {
            if (word.isBlank() || word.chars().anyMatch(Character::isWhitespace)) {
                throw new IllegalArgumentException(
                        "name, value and bar of a figure must be one word each, but one is '" + word + "'");
            }
        }
    }

    /**
     * A number that must not pass its bar.
     *
     * @param name of the figure
     * @param value measured; {@code NaN} if it could not be, which falls short
     * @param bar the largest that is good
     * @param decimals digits after the point
     * @return the figure
     */
    public static Figure atMost(String name, double value, double bar, int decimals) {
        return new Figure(name, text(value, decimals), "<=" + Spread.fixed(bar, decimals), value <= bar);
    }

    /**
     * A number that must stay below its bar.
     *
     * @param name of the figure
     * @param value measured; {@code NaN} if it could not be, which falls short
     * @param bar the smallest that is not good any more
     * @param decimals digits after the point
     * @return the figure
     */
    public static Figure below(String name, double value, double bar, int decimals) {
        return new Figure(name, text(value, decimals), "<" + Spread.fixed(bar, decimals), value < bar);
    }

    /**
     * A number that must reach its bar.
     *
     * @param name of the figure
     * @param value measured; {@code NaN} if it could not be, which falls short
     * @param bar the smallest that is good
     * @param decimals digits after the point
     * @return the figure
     */
    public static Figure atLeast(String name, double value, double bar, int decimals) {
        return new Figure(name, text(value, decimals), ">=" + Spread.fixed(bar, decimals), value >= bar);
    }

    /**
     * A number that must lie between two bars.
     *
     * @param name of the figure
     * @param value measured; {@code NaN} if it could not be, which falls short
     * @param least the smallest that is good
     * @param most the largest that is good
     * @param decimals digits after the point
     * @return the figure
     */
    public static Figure within(String name, double value, double least, double most, int decimals) {
        String bar = Spread.fixed(least, decimals) + ".." + Spread.fixed(most, decimals);
        return new Figure(name, text(value, decimals), bar, value >= least && value <= most);
    }

    /**
     * A count of which nothing may be missing.
     *
     * @param name of the figure
     * @param done how many were good
     * @param of how many there were to be; 0 falls short, for nothing was tried
     * @return the figure
     */
    public static Figure all(String name, long done, long of) {
        return new Figure(name, done + "/" + of, of + "/" + of, of > 0 && done == of);
    }

    /**
     * A count that must be nought.
     *
     * @param name of the figure
     * @param count what was counted
     * @return the figure
     */
    public static Figure none(String name, long count) {
        return new Figure(name, Long.toString(count), "0", count == 0);
    }

    /**
     * A figure there was no run for; it falls short.
     *
     * @param name of the figure
     * @param bar what it would have had to be
     * @return the figure
     */
    public static Figure missing(String name, String bar) {
        return new Figure(name, MISSING, bar, false);
    }

    /**
     * The line for programs to read.
     *
     * @return {@code figure NAME VALUE bar BAR ok}, or {@code short} in place of {@code ok}
     */
    public String line() {
        return "figure " + name + " " + value + " bar " + bar + " " + verdict();
    }

    /**
     * Whether it is good, in a word.
     *
     * @return {@code ok} or {@code short}
     */
    public String verdict() {
        return ok ? "ok" : "short";
    }

    private static String text(double value, int decimals) {
        return Double.isNaN(value) ? MISSING : Spread.fixed(value, decimals);
    }
}
