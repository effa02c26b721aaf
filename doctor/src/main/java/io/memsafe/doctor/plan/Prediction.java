package io.memsafe.doctor.plan;

/**
 * What a method says of a level.
 *
 * @param alert whether it expects the level to be reached within 30 days
 * @param days after which it is reached, as likely before as after; infinite for never
 */
record Prediction(boolean alert, double days) {

    static Prediction of(double days) {
        return new Prediction(days <= Recurrence.HORIZON, days);
    }
}
