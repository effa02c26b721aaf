package io.memsafe.examples.catalog;

/**
 * How a run of the catalog ended.
 *
 * @param status in one word
 * @param contained OutOfMemoryErrors met and survived
 * @param verified whether a second count found everything in its place
 * @param note more, for a person
 */
record RunResult(Status status, long contained, boolean verified, String note) {

    /** The end of a run. */
    enum Status {
        /** All of the input was dealt with. */
        COMPLETE,
        /** Something was given up for want of memory, or the verification found something wrong. */
        INCOMPLETE,
        /** An error ended it. */
        FAILED
    }
}
