package io.memsafe.spring.batch;

import io.memsafe.MemoryGovernor;
import io.memsafe.batch.ChunkSize;
import io.memsafe.batch.Quarantine;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.springframework.batch.core.launch.JobInstanceAlreadyCompleteException;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.database.JdbcBatchItemWriter;
import org.springframework.batch.infrastructure.item.file.FlatFileItemReader;
import org.springframework.batch.infrastructure.item.file.builder.FlatFileItemReaderBuilder;
import org.springframework.core.io.FileSystemResource;

/**
 * A job in a process that is killed and started again until it completes. It prints a line for each step of the work, so that the
 * parent can kill it at any of them.
 */
final class KilledStep {
    static final int ITEMS = 2_000;

    private KilledStep() {}

    /** What becomes of an item: one in 97 cannot be processed, one in 10 is filtered out. */
    static String fate(int item) {
        return item % 97 == 96 ? "quarantined" : item % 10 == 9 ? "filtered" : "written";
    }

    public static void main(String[] args) throws Exception {
        Batches batches = new Batches(Batches.source(args[0], args[1]));
        batches.recover();
        FlatFileItemReader<Integer> reader = new FlatFileItemReaderBuilder<Integer>()
                .name("numbers")
                .resource(new FileSystemResource(args[2]))
                .lineMapper((line, number) -> Integer.valueOf(line))
                .build();
        JdbcBatchItemWriter<Integer> writer = batches.writer();
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            StepExecution ended = batches.run(new GovernedStepBuilder<Integer, Integer>(
                            "load", batches.repository, batches.transactions, governor)
                    .reader(reader)
                    .processor(KilledStep::process)
                    .writer(chunk -> {
                        System.out.println("writing");
                        writer.write(chunk);
                        System.out.println("written");
                    })
                    .workers(2)
                    .chunk(ChunkSize.adaptive(1, 40))
                    .skip(IllegalArgumentException.class, Integer.MAX_VALUE)
                    .quarantine(execution -> Quarantine.file(Path.of(args[3])))
                    .build());
            System.out.println(ended.getStatus() + " " + ended.getExitStatus().getExitDescription());
        } catch (JobInstanceAlreadyCompleteException e) {
            System.out.println("COMPLETED before the kill"); // which came between the last commit and the end
        }
    }

    private static Integer process(int item) {
        if (item % 20 == 0) {
            System.out.println("processed");
            LockSupport.parkNanos(1_000_000); // so that the parent can keep up
        }
        return switch (fate(item)) {
            case "quarantined" -> throw new IllegalArgumentException("item " + item);
            case "filtered" -> null;
            default -> item;
        };
    }
}
