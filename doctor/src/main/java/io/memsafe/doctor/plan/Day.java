package io.memsafe.doctor.plan;

/**
 * A day of a series, in UTC.
 *
 * <p>Thread-safety: immutable.
 *
 * @param epochDay days since 1970-01-01
 * @param hours in which there was a sample, 1 to 24
 * @param mean of the means of its hours, in the unit of the series
 * @param peak its highest sample
 * @param low its lowest sample
 * @param limit the last one that was in force on it; NaN if it is not known
 * @param peakRatio the most that an hour's peak was of the limit in force in that hour; NaN if no limit is known
 */
public record Day(long epochDay, int hours, double mean, double peak, double low, double limit, double peakRatio) {}
