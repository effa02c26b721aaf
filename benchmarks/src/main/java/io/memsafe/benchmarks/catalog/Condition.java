package io.memsafe.benchmarks.catalog;

import io.memsafe.fork.Collector;
import io.memsafe.fork.Jdk;

/**
 * Where a contender runs.
 *
 * @param jdk the runtime
 * @param collector its collector
 * @param heapMegabytes its largest heap
 */
record Condition(Jdk jdk, Collector collector, int heapMegabytes) {

    Condition withHeap(int megabytes) {
        return new Condition(jdk, collector, megabytes);
    }

    /** As a part of the name of a figure. */
    String key() {
        return collector.label() + "." + jdk.feature() + "." + heapMegabytes + "m";
    }

    @Override
    public String toString() {
        return collector.label() + ", JDK " + jdk.feature() + ", " + heapMegabytes + "m";
    }
}
