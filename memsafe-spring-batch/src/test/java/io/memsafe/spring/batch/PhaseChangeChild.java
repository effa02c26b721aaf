package io.memsafe.spring.batch;

import io.memsafe.MemoryGovernor;
import java.util.stream.IntStream;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ItemProcessor;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.batch.infrastructure.item.support.ListItemReader;

/** Small items, then some of 1 MB, then small ones again: in Spring's own step with chunks of 1,000, or in a governed one. */
final class PhaseChangeChild {
    static final int ITEMS = 6_000;

    private PhaseChangeChild() {}

    private record Loaded(int item, byte[] content) {}

    public static void main(String[] args) throws Exception {
        Batches batches = new Batches(Batches.source(args[1], ""));
        ListItemReader<Integer> reader =
                new ListItemReader<>(IntStream.range(0, ITEMS).boxed().toList());
        ItemProcessor<Integer, Loaded> load =
                item -> new Loaded(item, new byte[item >= 3_000 && item < 3_200 ? 1 << 20 : 1_000]);
        var inner = batches.writer();
        ItemWriter<Loaded> writer = chunk -> inner.write(new org.springframework.batch.infrastructure.item.Chunk<>(
                chunk.getItems().stream().map(Loaded::item).toList()));
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            Step step = args[0].equals("governed")
                    ? new GovernedStepBuilder<Integer, Loaded>(
                                    "load", batches.repository, batches.transactions, governor)
                            .reader(reader)
                            .processor(load)
                            .writer(writer)
                            .report(report -> System.out.println(report.text()))
                            .build()
                    : new StepBuilder("load", batches.repository)
                            .<Integer, Loaded>chunk(1_000)
                            .transactionManager(batches.transactions)
                            .reader(reader)
                            .processor(load)
                            .writer(writer)
                            .build();
            StepExecution execution = batches.run(step);
            System.out.println(execution.getStatus() + " " + execution.getWriteCount());
            execution
                    .getFailureExceptions()
                    .forEach(failure -> System.out.println(failure.getClass().getName()));
        }
    }
}
