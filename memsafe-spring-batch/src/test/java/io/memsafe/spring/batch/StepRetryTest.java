package io.memsafe.spring.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failsafe.RetryPolicy;
import io.memsafe.MemoryGovernor;
import io.memsafe.batch.BatchReport;
import io.memsafe.batch.ChunkSize;
import io.memsafe.batch.FailsafeRetry;
import io.memsafe.batch.Retry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
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
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.infrastructure.item.file.FlatFileItemReader;
import org.springframework.batch.infrastructure.item.support.ListItemReader;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionStatus;

class StepRetryTest {
    private static final int ITEMS = 300;
    private static final int BAD = 123;
    private static MemoryGovernor governor;

    @TempDir
    private Path folder;

    private final AtomicInteger calls = new AtomicInteger();
    private final List<BatchReport> reports = new ArrayList<>();
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

    private static Retry policy(int retries) {
        return FailsafeRetry.of(RetryPolicy.builder()
                .withDelay(Duration.ofMillis(1))
                .withMaxRetries(retries)
                .build());
    }

    private GovernedStepBuilder<Integer, Integer> step(int retries) throws Exception {
        return step(retries, batches.transactions);
    }

    private GovernedStepBuilder<Integer, Integer> step(int retries, PlatformTransactionManager transactions)
            throws Exception {
        return new GovernedStepBuilder<Integer, Integer>("load", batches.repository, transactions, governor)
                .reader(Batches.numbers(folder, ITEMS).build())
                .writer(batches.writer())
                .chunk(ChunkSize.fixed(50))
                .retry(policy(retries))
                .report(reports::add);
    }

    private void failing(int times) throws IOException {
        if (calls.incrementAndGet() <= times) {
            throw new IOException("call " + calls);
        }
    }

    /** The reader below has passed the bad line when it throws. */
    private FlatFileItemReader<Integer> failing(int times, boolean saveState) throws IOException {
        return Batches.numbers(folder, ITEMS)
                .saveState(saveState)
                .lineMapper((line, number) -> {
                    if (Integer.parseInt(line) == BAD) {
                        failing(times);
                    }
                    return Integer.valueOf(line);
                })
                .build();
    }

    private static BitSet all() {
        BitSet all = new BitSet();
        all.set(0, ITEMS);
        return all;
    }

    private static BitSet allButTheBad() {
        BitSet all = all();
        all.clear(BAD);
        return all;
    }

    private static void assertCompleted(StepExecution execution) {
        assertThat(execution.getStatus())
                .as("%s", execution.getFailureExceptions())
                .isEqualTo(BatchStatus.COMPLETED);
    }

    @Test
    void aProcessorIsCalledAgainUntilItSucceeds() throws Exception {
        assertCompleted(batches.run(step(3).processor(item -> {
                    if (item == BAD) {
                        failing(3);
                    }
                    return item;
                })
                .build()));
        assertThat(batches.stored()).isEqualTo(all());
        assertThat(reports).extracting(BatchReport::retried).containsExactly(3L);
    }

    @Test
    void aWriterIsCalledAgainInATransactionOfItsOwn() throws Exception {
        var real = batches.writer();
        StepExecution execution = batches.run(step(2).writer(chunk -> {
                    real.write(chunk);
                    if (chunk.getItems().contains(BAD)) {
                        failing(2);
                    }
                })
                .build());
        assertCompleted(execution);
        assertThat(execution.getRollbackCount()).isEqualTo(2);
        assertThat(execution.getWriteCount()).isEqualTo(ITEMS);
        assertThat(batches.stored()).isEqualTo(all());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReaderIsPutBackAndReadAgain(boolean saveState) throws Exception {
        StepExecution execution =
                batches.run(step(2).reader(failing(2, saveState)).build());
        assertCompleted(execution);
        assertThat(execution.getReadCount()).isEqualTo(ITEMS);
        assertThat(batches.stored()).isEqualTo(all());
    }

    @Test
    void whenThePolicyGivesUpOnALineASkipRuleIsAsked() throws Exception {
        StepExecution execution = batches.run(step(2).reader(failing(Integer.MAX_VALUE, true))
                .skip(Exception.class, 1)
                .build());
        assertCompleted(execution);
        assertThat(execution.getReadSkipCount()).isEqualTo(1);
        assertThat(calls).hasValue(3);
        assertThat(batches.stored()).isEqualTo(allButTheBad());
    }

    @Test
    void aReaderThatCannotBePutBackIsNotReadAgain() throws Exception {
        ListItemReader<Integer> lossy =
                new ListItemReader<>(IntStream.range(0, ITEMS).boxed().toList()) {
                    @Override
                    public Integer read() {
                        Integer item = super.read();
                        if (item != null && item == BAD) {
                            throw new IllegalArgumentException("bad");
                        }
                        return item;
                    }
                };
        assertCompleted(batches.run(
                step(2).reader(lossy).skip(IllegalArgumentException.class, 1).build()));
        assertThat(reports).extracting(BatchReport::retried).containsExactly(0L);
        assertThat(batches.stored()).isEqualTo(allButTheBad());
    }

    /** A reader whose first line is bad for a while, and which cannot be opened again at first. */
    private ItemStreamReader<Integer> shut(int times) throws IOException {
        FlatFileItemReader<Integer> reader = failing(1, true);
        AtomicInteger opened = new AtomicInteger();
        return new ItemStreamReader<>() {
            @Override
            public Integer read() throws Exception {
                return reader.read();
            }

            @Override
            public void open(ExecutionContext context) {
                int count = opened.incrementAndGet();
                if (count > 1 && count <= 1 + times) {
                    throw new ItemStreamException("opened for the time " + count);
                }
                reader.open(context);
            }

            @Override
            public void update(ExecutionContext context) {
                reader.update(context);
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    @Test
    void aReaderThatCouldNotBeOpenedIsPutBackByALaterAttempt() throws Exception {
        assertCompleted(batches.run(step(3).reader(shut(2)).build()));
        assertThat(batches.stored()).isEqualTo(all());
    }

    @Test
    void aReaderThatCannotBeOpenedAnyMoreLosesNothing() throws Exception {
        StepExecution failed = batches.run(step(2).reader(shut(Integer.MAX_VALUE - 1))
                .skip(Exception.class, 1)
                .build());
        assertThat(failed.getStatus()).isEqualTo(BatchStatus.FAILED);
        assertCompleted(batches.run(step(2).build()));
        assertThat(batches.stored()).isEqualTo(all());
    }

    @Test
    void aTransactionInDoubtIsNotTriedAgain() throws Exception {
        JdbcTransactionManager broken = new JdbcTransactionManager(batches.source) {
            @Override
            protected void doRollback(DefaultTransactionStatus status) {
                throw new TransactionSystemException("the connection broke");
            }
        };
        StepExecution execution = batches.run(step(5, broken)
                .writer(chunk -> {
                    failing(Integer.MAX_VALUE);
                })
                .build());
        assertThat(execution.getStatus()).isEqualTo(BatchStatus.UNKNOWN);
        assertThat(calls).hasValue(1);
        assertThat(reports).extracting(BatchReport::retried).containsExactly(0L);
    }
}
