package io.memsafe.benchmarks.batch.child;

import io.memsafe.MemoryGovernor;
import io.memsafe.batch.BatchJob;
import io.memsafe.batch.BatchReport;
import io.memsafe.batch.BatchStatus;
import io.memsafe.batch.ItemReader;

/**
 * memsafe, told neither sizes nor a chunk size.
 *
 * @param workers of the job
 */
record MemsafeJob(int workers) implements Way {

    @Override
    public void run(Task task) {
        BatchReport report = BatchJob.<Item, Result>named("lab")
                .reader(ItemReader.ofRepeatable(task.source()))
                .processor(task::transform)
                .writer(task::write)
                .workers(workers)
                .itemKey(item -> Long.toString(item.id()))
                .quarantine(item -> task.giveUp(item.position()))
                .run(Governed.GOVERNOR);
        System.out.println(report);
        if (report.status() != BatchStatus.COMPLETED) {
            throw new IllegalStateException("the job ended as " + report.status(), report.failure());
        }
    }

    /** Started by the first job of the JVM. */
    private static final class Governed {
        static final MemoryGovernor GOVERNOR = MemoryGovernor.start();
    }
}
