package io.memsafe.doctor.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * Samples of memory use, kept as hours. Samples may come in any order; one with the time of that before it is a duplicate and
 * left out. The newest {@value #MOST_HOURS} hours in which there were samples are kept, which is more than a year, in about
 * 40 bytes each.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class MemorySeries {
    /** Hours that are kept. */
    public static final int MOST_HOURS = 10_000;

    static final long HOUR_MILLIS = 3_600_000;
    static final int HOURS_A_DAY = 24;
    /** More than any memory, and within what a float holds. */
    private static final double MOST = 1e30;

    /** From 1900 to 9999: what is beyond is no time of a sample. */
    private static final long EARLIEST = -2_208_988_800_000L;

    private static final long LATEST = 253_402_300_799_999L;

    private final String name;
    private final SeriesUnit unit;
    private final Hours hours = new Hours();
    private double assumed = Double.NaN;
    private long samples;
    private long duplicates;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private long before = Long.MIN_VALUE;

    /**
     * Without samples.
     *
     * @param name for reports
     * @param unit of the values and limits to come
     */
    public MemorySeries(String name, SeriesUnit unit) {
        this.name = name;
        this.unit = unit;
    }

    /**
     * Adds a sample.
     *
     * @param epochMillis its time
     * @param used in the unit of the series
     * @param limit then, in the same unit; NaN if it is not known
     * @return {@code false} if it is a duplicate, or no sample: not finite, negative, or of no time between 1900 and 9999
     */
    public boolean add(long epochMillis, double used, double limit) {
        return add(epochMillis, used, used, limit);
    }

    /**
     * Adds what is known of a short stretch of time.
     *
     * @param epochMillis when it began
     * @param mean in the unit of the series
     * @param peak the highest value in it
     * @param limit then, in the same unit; NaN if it is not known
     * @return {@code false} if it is a duplicate, or no sample
     */
    public boolean add(long epochMillis, double mean, double peak, double limit) {
        if (!(mean >= 0 && peak < MOST && mean <= peak) || epochMillis < EARLIEST || epochMillis > LATEST) {
            return false;
        }
        if (epochMillis == before) {
            duplicates++;
            return false;
        }
        before = epochMillis;
        boolean limited = limit > 0 && limit < MOST;
        hours.add(Math.floorDiv(epochMillis, HOUR_MILLIS), mean, peak, limited ? limit : Double.NaN);
        samples++;
        first = Math.min(first, epochMillis);
        last = Math.max(last, epochMillis);
        if (hours.size() > MOST_HOURS) {
            hours.dropFirst();
            first = Math.max(first, hours.index(0) * HOUR_MILLIS);
        }
        return true;
    }

    /**
     * Sets the limit for the time before a sample tells one.
     *
     * @param limit in the unit of the series
     */
    public void assumeLimit(double limit) {
        assumed = limit;
    }

    /**
     * The name.
     *
     * @return as given
     */
    public String name() {
        return name;
    }

    /**
     * What the numbers are.
     *
     * @return as given
     */
    public SeriesUnit unit() {
        return unit;
    }

    /**
     * How many samples were taken.
     *
     * @return also those of hours that are not kept any more
     */
    public long samples() {
        return samples;
    }

    /**
     * How many were left out since they had the time of the one before.
     *
     * @return none is counted twice
     */
    public long duplicates() {
        return duplicates;
    }

    long firstMillis() {
        return first;
    }

    long lastMillis() {
        return last;
    }

    Hours hours() {
        return hours;
    }

    /**
     * Its days, each with what was sampled in it; days without a sample are missing.
     *
     * @return in order of time; the limit of a day that has none is that of the day before
     */
    public List<Day> days() {
        List<Day> days = new ArrayList<>();
        double limit = assumed;
        long day = Long.MIN_VALUE;
        int count = 0;
        double sum = 0;
        double peak = 0;
        double low = 0;
        double ratio = Double.NaN;
        for (int i = 0; i < hours.size(); i++) {
            long itsDay = Math.floorDiv(hours.index(i), HOURS_A_DAY);
            if (itsDay != day) {
                if (count > 0) {
                    days.add(new Day(day, count, sum / count, peak, low, limit, ratio));
                }
                day = itsDay;
                count = 0;
                sum = 0;
                peak = 0;
                low = Double.POSITIVE_INFINITY;
                ratio = Double.NaN;
            }
            count++;
            sum += hours.mean(i);
            peak = Math.max(peak, hours.peak(i));
            low = Math.min(low, hours.low(i));
            limit = Double.isNaN(hours.limit(i)) ? limit : hours.limit(i);
            ratio = Double.isNaN(ratio) ? hours.peak(i) / limit : Math.max(ratio, hours.peak(i) / limit);
        }
        if (count > 0) {
            days.add(new Day(day, count, sum / count, peak, low, limit, ratio));
        }
        return days;
    }
}
