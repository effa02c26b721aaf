package io.memsafe.response;

/**
 * What came of asking one reclaimer by hand.
 *
 * @param reclaimer its name
 * @param outcome how the call ended
 * @param bytes what it says it freed, or {@link Reclaimer#UNKNOWN}: the next collection will tell. Always unknown unless it
 *     returned
 */
public record Reclaimed(String reclaimer, Outcome outcome, long bytes) {

    /** How a call ended. */
    public enum Outcome {
        /** It returned. */
        RETURNED,
        /** It threw, which is logged the first time. */
        FAILED,
        /** It had not returned when the time was over, or was set aside. It may free something yet. */
        NOT_RETURNED,
        /**
         * It was not called: it hangs in an earlier call or is being taken back, the time was over before, or the governor is
         * closed or calls nobody.
         */
        NOT_ASKED
    }
}
