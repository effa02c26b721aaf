package io.memsafe.benchmarks.batch.child;

/** A way to write the job. */
@FunctionalInterface
public interface Way {

    /**
     * Moves all items from the source through the transformation into the sink, and says which it gave up.
     *
     * @param task the parts
     * @throws Exception if the job failed
     */
    void run(Task task) throws Exception;
}
