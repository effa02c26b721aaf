package io.memsafe.web;

/** Why a request was refused. */
public enum ShedReason {
    /** What it was expected to hold did not fit into the budget. */
    NO_ROOM,
    /** The level was {@code WARNING} or worse, and it was among the largest. */
    PRESSURE,
    /** The level was {@code EMERGENCY}. */
    EMERGENCY,
    /** Its client had its share in flight already. */
    CLIENT_SHARE
}
