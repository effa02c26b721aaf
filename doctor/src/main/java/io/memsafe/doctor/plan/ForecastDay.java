package io.memsafe.doctor.plan;

/**
 * The peak of a day to come.
 *
 * <p>Thread-safety: immutable.
 *
 * @param epochDay days since 1970-01-01
 * @param low the low end of its 80 % interval, as a share of the limit
 * @param middle as likely above as below
 * @param high the high end; above 1 if more is wanted than there is
 */
public record ForecastDay(long epochDay, double low, double middle, double high) {}
