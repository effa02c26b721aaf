package io.memsafe.benchmarks.signals;

import java.util.List;
import java.util.Locale;

/** A program that heeds the governor, and dies without it. */
public enum Cooperation {
    /** What is put into the cache would fill the room beside the live set twice. */
    CACHE("a cache that grows by 10 % of the heap a second beside 40 % live", 256, 12),
    /** Together the requests of eight workers are larger than the heap. */
    WORKERS("eight workers that hold 12 to 20 % of the heap each, beside 20 % live", 256, 8),
    /** A live set that jumps. */
    JUMP("80 % held beside small requests, and a request for 17 % more", 256, 8),
    /** Memory beside a small heap, in a control group of 200 MB: the kernel kills. */
    CONTAINER("direct buffers that fill a container of 200 MB", 64, 10);

    private final String story;
    private final int heapMegabytes;
    private final double seconds;

    Cooperation(String story, int heapMegabytes, double seconds) {
        this.story = story;
        this.heapMegabytes = heapMegabytes;
        this.seconds = seconds;
    }

    /**
     * How long it works, if nothing holds it up.
     *
     * @return seconds
     */
    public double seconds() {
        return seconds;
    }

    /** Its name in figures. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What happens, in some words for a table. */
    String story() {
        return story;
    }

    /** Heap of the child. */
    int heapMegabytes() {
        return heapMegabytes;
    }

    /** Flags of the child: the first error of the heap, in whatever thread, ends it. */
    List<String> flags() {
        return List.of("-XX:+ExitOnOutOfMemoryError", "-XX:MaxDirectMemorySize=1g");
    }
}
