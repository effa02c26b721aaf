package io.memsafe.benchmarks.jmh;

import io.memsafe.fork.Jdk;

/**
 * One benchmark under one set of conditions; each fork of it is one run.
 *
 * @param type its class
 * @param method its method
 * @param jdk the runtime of its forks
 * @param threads threads of JMH that call it
 * @param workers workers of its job; 0 if it has none
 */
record Cell(Class<?> type, String method, Jdk jdk, int threads, int workers) {

    static Cell called(Class<?> type, String method, Jdk jdk, int threads) {
        return new Cell(type, method, jdk, threads, 0);
    }

    static Cell job(Class<?> type, String method, Jdk jdk, int workers) {
        return new Cell(type, method, jdk, 1, workers);
    }

    String name() {
        String conditions = workers > 0 ? counted(workers, "worker") : counted(threads, "thread");
        return method + ", " + conditions + ", JDK " + jdk.feature();
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
