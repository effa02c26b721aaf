package io.memsafe.doctor.jvm;

/** A part of what a JVM needs. */
public enum MemoryPart {
    /** Objects and garbage. */
    HEAP("heap"),
    /** Classes, with the compressed class space. */
    METASPACE("metaspace"),
    /** Compiled code. */
    CODE_CACHE("code cache"),
    /** Stacks of threads. */
    STACKS("thread stacks"),
    /** Direct buffers. */
    DIRECT("direct buffers"),
    /** What the collector keeps beside the heap: cards, remembered sets, mark bitmaps. */
    COLLECTOR("collector"),
    /** The JVM itself, its compilers, native libraries, and what malloc holds. */
    NATIVE("JVM and native");

    private final String title;

    MemoryPart(String title) {
        this.title = title;
    }

    /**
     * For people.
     *
     * @return a few words
     */
    public String title() {
        return title;
    }
}
