package io.memsafe.benchmarks.stand;

import io.memsafe.fork.Collector;
import io.memsafe.fork.Jdk;

/**
 * Where a contestant runs.
 *
 * @param jdk the runtime
 * @param collector its collector
 * @param heapMegabytes its largest heap
 */
public record Condition(Jdk jdk, Collector collector, int heapMegabytes) {

    /**
     * The same with another heap.
     *
     * @param megabytes the largest heap
     * @return the condition
     */
    public Condition withHeap(int megabytes) {
        return new Condition(jdk, collector, megabytes);
    }

    /**
     * As a part of the name of a figure.
     *
     * @return for example {@code g1.17.64m}
     */
    public String key() {
        return collector.label() + "." + jdk.feature() + "." + heapMegabytes + "m";
    }

    @Override
    public String toString() {
        return collector.label() + ", JDK " + jdk.feature() + ", " + heapMegabytes + "m";
    }
}
