package io.memsafe.benchmarks.catalog;

import java.util.List;

/**
 * A way to write the job.
 *
 * @param label its name in tables
 * @param arguments how the example is told to go this way
 */
record Contender(String label, List<String> arguments) {

    static final Contender GOVERNED = new Contender("memsafe", List.of("--mode", "governed"));
    static final Contender COLLECT = new Contender("collect everything", List.of("--mode", "collect"));

    static Contender fixed(int chunk) {
        return new Contender("fixed " + chunk, List.of("--mode", "fixed", "--chunk", Integer.toString(chunk)));
    }
}
