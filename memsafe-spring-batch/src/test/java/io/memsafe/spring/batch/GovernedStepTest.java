package io.memsafe.spring.batch;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.memsafe.MemoryGovernor;
import io.memsafe.batch.BatchProgress;
import io.memsafe.batch.BatchReport;
import io.memsafe.batch.ChunkSize;
import io.memsafe.batch.Quarantine;
import io.memsafe.batch.QuarantinedItem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.listener.ChunkListener;
import org.springframework.batch.core.listener.ItemReadListener;
import org.springframework.batch.core.listener.SkipListener;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.listener.StepListener;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.file.FlatFileItemReader;
import org.springframework.batch.infrastructure.item.file.FlatFileItemWriter;
import org.springframework.batch.infrastructure.item.file.builder.FlatFileItemWriterBuilder;
import org.springframework.batch.infrastructure.item.support.ListItemReader;
import org.springframework.core.io.FileSystemResource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionStatus;

class GovernedStepTest {
    private static final int ITEMS = 1_000;
    private static MemoryGovernor governor;

    @TempDir
    private Path folder;

    private Batches batches;

    @BeforeAll
    static void startGovernor() {
        governor = MemoryGovernor.start();
    }

    @AfterAll
    static void closeGovernor() {
        governor.close();
    }

    @BeforeEach
    void open() throws Exception {
        DataSource source = Batches.source("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "");
        Batches.createTables(source);
        batches = new Batches(source);
    }

    private FlatFileItemReader<Integer> numbers(boolean saveState) throws Exception {
        return Batches.numbers(folder, ITEMS).saveState(saveState).build();
    }

    private GovernedStepBuilder<Integer, Integer> step() throws Exception {
        return new GovernedStepBuilder<Integer, Integer>("load", batches.repository, batches.transactions, governor)
                .reader(numbers(true))
                .writer(batches.writer())
                .chunk(ChunkSize.adaptive(1, 50));
    }

    private static BitSet all() {
        BitSet all = new BitSet();
        all.set(0, ITEMS);
        return all;
    }

    private static BitSet allBut(int item) {
        BitSet all = all();
        all.clear(item);
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void everyItemIsWrittenAndCounted(int workers) throws Exception {
        List<BatchReport> reports = new ArrayList<>();
        StepExecution execution = batches.run(step().workers(workers)
                .processor(item -> item % 10 == 9 ? null : item)
                .report(reports::add)
                .build());
        assertThat(execution.getStatus())
                .as("%s", execution.getFailureExceptions())
                .isEqualTo(BatchStatus.COMPLETED);
        assertThat(batches.stored().cardinality()).isEqualTo(900);
        assertThat(execution.getReadCount()).isEqualTo(ITEMS);
        assertThat(execution.getWriteCount()).isEqualTo(900);
        assertThat(execution.getFilterCount()).isEqualTo(100);
        assertThat(execution.getCommitCount()).isPositive();
        assertThat(execution.getExitStatus().getExitDescription()).startsWith("900 written, 100 filtered, 0 set aside");
        assertThat(reports).singleElement().matches(BatchReport::complete);
    }

    @Test
    void listenersHearWhereTheStepStandsAndAtItsEnd() throws Exception {
        List<BatchProgress> first = new ArrayList<>();
        List<BatchProgress> second = new ArrayList<>();
        batches.run(step().progress(Duration.ofMillis(1), first::add)
                .progress(Duration.ofHours(1), second::add)
                .build());
        assertThat(first).isNotEmpty();
        assertThat(first.get(first.size() - 1).written()).isEqualTo(ITEMS);
        assertThat(second)
                .singleElement()
                .satisfies(end -> assertThat(end.written()).isEqualTo(ITEMS));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> step().progress(Duration.ZERO, first::add))
                .withMessageContaining("progress interval");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRestartGoesOnAfterAFailureAndWritesNothingTwice(boolean saveState) throws Exception {
        AtomicInteger processed = new AtomicInteger();
        StepExecution failed = batches.run(step().reader(numbers(saveState))
                .workers(2)
                .processor(item -> {
                    if (processed.incrementAndGet() == 500) {
                        throw new IllegalStateException("power");
                    }
                    return item;
                })
                .build());
        assertThat(failed.getStatus()).isEqualTo(BatchStatus.FAILED);
        int before = batches.stored().cardinality();
        assertThat(before).isBetween(1, ITEMS - 1);
        assertThat(failed.getWriteCount()).isEqualTo(before);

        StepExecution again =
                batches.run(step().reader(numbers(saveState)).workers(2).build());
        assertThat(again.getStatus()).as("%s", again.getFailureExceptions()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(again.getWriteCount()).isEqualTo(ITEMS - before);
        assertThat(batches.stored()).isEqualTo(all());
    }

    @Test
    void aRolledBackChunkLeavesNothingAndTheRestartWritesIt() throws Exception {
        AtomicInteger chunks = new AtomicInteger();
        var real = batches.writer();
        StepExecution failed = batches.run(step().writer(chunk -> {
                    real.write(new Chunk<>(new ArrayList<Integer>(chunk.getItems())));
                    if (chunks.incrementAndGet() == 5) {
                        throw new IllegalStateException("after the write");
                    }
                })
                .build());
        assertThat(failed.getStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(failed.getRollbackCount()).isEqualTo(1);
        assertThat(batches.stored().cardinality()).isEqualTo((int) failed.getWriteCount());
        assertThat(batches.run(step().build()).getStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(batches.stored()).isEqualTo(all());
    }

    /** A transaction manager that runs out of memory in its n-th commit, before or after it took effect. */
    private JdbcTransactionManager shortOfMemoryIn(int nth, boolean after) {
        AtomicInteger commits = new AtomicInteger();
        return new JdbcTransactionManager(batches.source) {
            @Override
            protected void doCommit(DefaultTransactionStatus status) {
                boolean fails = commits.incrementAndGet() == nth;
                if (!fails || after) {
                    super.doCommit(status);
                }
                if (fails) {
                    throw new OutOfMemoryError("while committing");
                }
            }
        };
    }

    @Test
    void aRollbackThatFailsLeavesAStepThatOnlyAPersonRestarts() throws Exception {
        JdbcTransactionManager broken = new JdbcTransactionManager(batches.source) {
            @Override
            protected void doRollback(DefaultTransactionStatus status) {
                throw new TransactionSystemException("the connection broke");
            }
        };
        StepExecution execution =
                batches.run(new GovernedStepBuilder<Integer, Integer>("load", batches.repository, broken, governor)
                        .reader(numbers(true))
                        .writer(chunk -> {
                            throw new OutOfMemoryError("while writing");
                        })
                        .build());
        assertThat(execution.getStatus()).isEqualTo(BatchStatus.UNKNOWN);
        assertThat(execution.getFailureExceptions().get(0)).rootCause().hasMessageContaining("is not known");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCommitThatRunsOutOfMemoryIsLookedUp(boolean tookEffect) throws Exception {
        StepExecution execution = batches.run(new GovernedStepBuilder<Integer, Integer>(
                        "load", batches.repository, shortOfMemoryIn(5, tookEffect), governor)
                .reader(numbers(true))
                .writer(batches.writer())
                .chunk(ChunkSize.fixed(50))
                .build());
        assertThat(execution.getStatus())
                .as("%s", execution.getFailureExceptions())
                .isEqualTo(BatchStatus.COMPLETED);
        assertThat(batches.stored()).isEqualTo(all());
        assertThat(execution.getRollbackCount()).isEqualTo(tookEffect ? 0 : 1);
    }

    @Test
    void skippedItemsAreCountedAndListenersAreTold() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        AtomicInteger read = new AtomicInteger();
        AtomicInteger written = new AtomicInteger();
        FlatFileItemReader<Integer> reader = numbers(true);
        reader.setLineMapper((line, number) -> {
            if (line.equals("500")) {
                throw new NumberFormatException("line 500");
            }
            return Integer.valueOf(line);
        });
        StepListener skips = new SkipListener<Integer, Integer>() {
            @Override
            public void onSkipInRead(Throwable thrown) {
                heard.add("read " + thrown.getCause().getMessage());
            }

            @Override
            public void onSkipInProcess(Integer item, Throwable thrown) {
                heard.add("process " + item + " " + thrown.getMessage());
            }
        };
        StepListener reads = new ItemReadListener<Integer>() {
            @Override
            public void afterRead(Integer item) {
                read.incrementAndGet();
            }
        };
        StepListener chunks = new ChunkListener<Integer, Integer>() {
            @Override
            public void afterChunk(Chunk<Integer> chunk) {
                written.addAndGet(chunk.size());
            }
        };
        StepListener steps = new StepExecutionListener() {
            @Override
            public void beforeStep(StepExecution execution) {
                heard.add("before");
            }
        };
        StepExecution execution = batches.run(step().reader(reader)
                .processor(item -> {
                    if (item == 700) {
                        throw new IllegalArgumentException("bad");
                    }
                    return item;
                })
                .skip(Exception.class, 2)
                .listener(skips)
                .listener(reads)
                .listener(chunks)
                .listener(steps)
                .build());
        assertThat(execution.getStatus())
                .as("%s", execution.getFailureExceptions())
                .isEqualTo(BatchStatus.COMPLETED);
        assertThat(heard).containsExactly("before", "read line 500", "process 700 bad");
        assertThat(execution.getReadSkipCount()).isEqualTo(1);
        assertThat(execution.getProcessSkipCount()).isEqualTo(1);
        assertThat(execution.getReadCount()).isEqualTo(ITEMS - 1);
        assertThat(read).hasValue(ITEMS - 1);
        assertThat(written).hasValue(ITEMS - 2);
        assertThat(batches.stored().cardinality()).isEqualTo(ITEMS - 2);
    }

    @Test
    void aStoppedStepEndsAtTheNextBoundaryAndIsRestarted() throws Exception {
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        JobExecution execution = batches.start(step().processor(item -> {
                    if (item == 300) {
                        underWay.countDown();
                        asked.await();
                    }
                    return item;
                })
                .build());
        underWay.await();
        batches.stop(batches.repository.getJobExecution(execution.getId())); // as another process sees it
        asked.countDown();
        await().until(() ->
                !batches.repository.getJobExecution(execution.getId()).isRunning());
        assertThat(Batches.only(execution).getStatus()).isEqualTo(BatchStatus.STOPPED);
        assertThat(batches.stored().cardinality()).isBetween(300, ITEMS - 1);
        StepExecution again = batches.run(step().build());
        assertThat(again.getStatus()).as("%s", again.getFailureExceptions()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(batches.stored()).isEqualTo(all());
    }

    @Test
    void anItemThatFindsNoRoomIsSetAsideAlone() throws Exception {
        List<QuarantinedItem> aside = new CopyOnWriteArrayList<>();
        StepExecution execution = batches.run(step().workers(2)
                .processor(item -> {
                    if (item == 321) {
                        throw new OutOfMemoryError("Java heap space");
                    }
                    return item;
                })
                .quarantine(of -> aside::add)
                .build());
        assertThat(execution.getStatus())
                .as("%s", execution.getFailureExceptions())
                .isEqualTo(BatchStatus.COMPLETED);
        assertThat(aside).extracting(QuarantinedItem::position).containsExactly(321L);
        assertThat(execution.getProcessSkipCount()).isEqualTo(1);
        assertThat(batches.stored()).isEqualTo(allBut(321));
    }

    /** Throws an OutOfMemoryError for one line a number of times; the reader below has lost the line then. */
    private FlatFileItemReader<Integer> shortOfMemory(int times, boolean saveState) throws Exception {
        FlatFileItemReader<Integer> reader = numbers(saveState);
        AtomicInteger left = new AtomicInteger(times);
        reader.setLineMapper((line, number) -> {
            if (line.equals("321") && left.getAndDecrement() > 0) {
                throw new OutOfMemoryError("Java heap space");
            }
            return Integer.valueOf(line);
        });
        return reader;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReaderThatLostAnItemForWantOfMemoryIsOpenedAgain(boolean saveState) throws Exception {
        StepExecution execution =
                batches.run(step().reader(shortOfMemory(1, saveState)).build());
        assertThat(execution.getStatus())
                .as("%s", execution.getFailureExceptions())
                .isEqualTo(BatchStatus.COMPLETED);
        assertThat(batches.stored()).isEqualTo(all());
    }

    @Test
    void aLineThatIsNeverReadForWantOfMemoryIsSetAside() throws Exception {
        List<QuarantinedItem> aside = new CopyOnWriteArrayList<>();
        StepExecution execution = batches.run(step().reader(shortOfMemory(Integer.MAX_VALUE, true))
                .quarantine(of -> aside::add)
                .build());
        assertThat(execution.getStatus())
                .as("%s", execution.getFailureExceptions())
                .isEqualTo(BatchStatus.COMPLETED);
        assertThat(aside).extracting(QuarantinedItem::position).containsExactly(321L);
        assertThat(execution.getReadSkipCount()).isEqualTo(1);
        assertThat(batches.stored()).isEqualTo(allBut(321));
    }

    @Test
    void aReaderWithoutStateFailsTheStepAndARestartLosesNothing() throws Exception {
        ListItemReader<Integer> lossy =
                new ListItemReader<>(IntStream.range(0, ITEMS).boxed().toList()) {
                    @Override
                    public Integer read() {
                        Integer item = super.read();
                        if (item != null && item == 321) {
                            throw new OutOfMemoryError("Java heap space");
                        }
                        return item;
                    }
                };
        StepExecution failed = batches.run(step().reader(lossy).build());
        assertThat(failed.getStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(failed.getFailureExceptions().get(0)).hasMessageContaining("may have lost an item");
        StepExecution again = batches.run(step().reader(
                        new ListItemReader<>(IntStream.range(0, ITEMS).boxed().toList()))
                .build());
        assertThat(again.getStatus()).as("%s", again.getFailureExceptions()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(batches.stored()).isEqualTo(all());
    }

    @Test
    void oneStepServesOneExecutionAfterTheOther() throws Exception {
        AtomicInteger processed = new AtomicInteger();
        Path file = folder.resolve("quarantine.jsonl");
        Step step = step().processor(item -> {
                    if (processed.incrementAndGet() == 500) {
                        throw new IllegalStateException("power");
                    }
                    if (item % 100 == 50) {
                        throw new IllegalArgumentException("bad");
                    }
                    return item;
                })
                .skip(IllegalArgumentException.class, 20)
                .quarantine(of -> Quarantine.file(file))
                .build();
        assertThat(batches.run(step).getStatus()).isEqualTo(BatchStatus.FAILED);
        StepExecution again = batches.run(step);
        assertThat(again.getStatus()).as("%s", again.getFailureExceptions()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(batches.stored().cardinality()).isEqualTo(ITEMS - 10);
        assertThat(Files.readAllLines(file)).hasSize(10);
    }

    @Test
    void aFileWriterGoesOnWhereItsLastCommitEnded() throws Exception {
        Path file = folder.resolve("out.txt");
        AtomicInteger processed = new AtomicInteger();
        for (BatchStatus expected : List.of(BatchStatus.FAILED, BatchStatus.COMPLETED)) {
            FlatFileItemWriter<Integer> writer = new FlatFileItemWriterBuilder<Integer>()
                    .name("out")
                    .resource(new FileSystemResource(file))
                    .lineAggregator(String::valueOf)
                    .build();
            StepExecution execution = batches.run(step().writer(writer)
                    .processor(item -> {
                        if (processed.incrementAndGet() == 500) {
                            throw new IllegalStateException("power");
                        }
                        return item;
                    })
                    .build());
            assertThat(execution.getStatus()).isEqualTo(expected);
        }
        assertThat(Files.readAllLines(file))
                .isEqualTo(IntStream.range(0, ITEMS).mapToObj(String::valueOf).toList());
    }

    @Test
    void whatIsMissingOrWrongIsNamed() throws Exception {
        assertThatIllegalStateException()
                .isThrownBy(() -> new GovernedStepBuilder<Integer, Integer>(
                                "load", batches.repository, batches.transactions, governor)
                        .reader(numbers(true))
                        .build())
                .withMessage("step load has no writer");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> step().workers(0))
                .withMessage("workers must be 1 to 1024, but is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> step().listener(new StepListener() {}))
                .withMessageContaining("it knows StepExecutionListener");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> step().skip(Exception.class, -1))
                .withMessageContaining("must be 0 or more, but is -1");
    }
}
