package io.memsafe.doctor.plan;

/**
 * When a level will be reached.
 *
 * <p>Thread-safety: immutable.
 *
 * @param level as a share of the limit
 * @param basis why that is expected
 * @param probability that a peak reaches it within 30 days, from how peaks recur; NaN if another method was asked
 * @param alert whether it is to be expected within 30 days
 * @param lowDays the low end of the 80 % range of days; 0 if it was reached in the last three days
 * @param days as likely before as after; infinite if it is not to be expected
 * @param highDays the high end of the range; infinite if it may never be
 */
public record Crossing(
        double level, Basis basis, double probability, boolean alert, double lowDays, double days, double highDays) {

    /** Why it is expected. */
    public enum Basis {
        /** It was reached in the last three days. */
        REACHED,
        /** Growth leads there. */
        TREND,
        /** Peaks recur. */
        RECURRENCE,
        /** Another method was asked. */
        METHOD,
        /** It is not to be expected. */
        NONE
    }
}
