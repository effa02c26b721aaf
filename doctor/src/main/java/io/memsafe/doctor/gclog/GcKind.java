package io.memsafe.doctor.gclog;

/** What a collection collects. */
public enum GcKind {
    /** The young generation. */
    YOUNG,
    /** The young generation and some old regions, of G1. */
    MIXED,
    /** The whole heap, in one pause. */
    FULL,
    /** The whole heap or the old generation, marked beside the program: G1, CMS, ZGC and Shenandoah. */
    CYCLE
}
