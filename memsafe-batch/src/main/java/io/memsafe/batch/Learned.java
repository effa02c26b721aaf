package io.memsafe.batch;

import java.util.Locale;

/**
 * What a run has learned, for the next one to start with.
 *
 * @param items the chunk size that time asks for
 * @param fraction of the free heap that chunks may hold
 * @param fixedNanos what a chunk costs however small it is
 * @param costItems weight of the two that follow
 * @param readBytes what these items allocated while read
 * @param laterBytes what they allocated afterwards
 * @param liveShare of the allocated bytes that stays live
 */
record Learned(
        int items,
        double fraction,
        double fixedNanos,
        double costItems,
        double readBytes,
        double laterBytes,
        double liveShare) {

    /** One line, for {@link #parse}. */
    String text() {
        return String.format(
                Locale.ROOT,
                "%d %s %s %s %s %s %s",
                items,
                fraction,
                fixedNanos,
                costItems,
                readBytes,
                laterBytes,
                liveShare);
    }

    static Learned parse(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != 7) {
            throw new IllegalArgumentException("learned must have 7 figures, but is '" + text + "'");
        }
        return new Learned(
                Integer.parseInt(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]),
                Double.parseDouble(parts[4]),
                Double.parseDouble(parts[5]),
                Double.parseDouble(parts[6]));
    }
}
