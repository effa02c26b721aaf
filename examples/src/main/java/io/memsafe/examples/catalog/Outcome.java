package io.memsafe.examples.catalog;

import org.jspecify.annotations.Nullable;

/**
 * How a contestant ended.
 *
 * @param complete whether it came to the end of the input and gave nothing up for want of memory
 * @param contained OutOfMemoryErrors that it met and survived
 * @param note what it has to say about itself, may be empty
 * @param failure what ended it early, {@code null} if nothing did
 */
record Outcome(
        boolean complete,
        long contained,
        String note,
        @Nullable Throwable failure) {

    /** It reached the end of the input. */
    static Outcome completed(String note) {
        return new Outcome(true, 0, note, null);
    }

    /** A failure ended it. */
    static Outcome failed(Throwable failure) {
        return new Outcome(false, 0, "", failure);
    }
}
