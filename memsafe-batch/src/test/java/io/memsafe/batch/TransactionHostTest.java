package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.memsafe.MemoryGovernor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TransactionHostTest {
    private static final int ITEMS = 2_000;
    private static MemoryGovernor governor;

    @BeforeAll
    static void startGovernor() {
        governor = MemoryGovernor.start();
    }

    @AfterAll
    static void closeGovernor() {
        governor.close();
    }

    /** A database with one table and one row of progress; it breaks down after some transactions. */
    private static final class Memory implements TransactionHost<Integer> {
        private final Random random;
        private final List<Integer> written = new ArrayList<>();
        private final List<Thread> workers = new ArrayList<>();
        private String progress;
        private int left = Integer.MAX_VALUE;

        Memory(int seed) {
            this.random = new Random(seed);
        }

        @Override
        public String load() {
            return progress;
        }

        @Override
        public void save(Progress now) {
            if (left > 0) {
                progress = now.text(); // else it is as if the process were dead
            }
        }

        @Override
        public void write(List<? extends Integer> items, Progress now) {
            if (left-- <= 0) {
                throw new IllegalStateException("down");
            }
            if (random.nextInt(20) == 0) {
                throw new OutOfMemoryError("in the transaction");
            }
            written.addAll(items);
            progress = now.text();
            assertThat(now.written()).isEqualTo(written.size());
        }

        @Override
        public synchronized void workerStarts() {
            workers.add(Thread.currentThread());
        }

        @Override
        public synchronized void workerEnds() {
            assertThat(workers.remove(Thread.currentThread())).isTrue();
        }
    }

    private static BatchJob<Integer, Integer> job(Memory host) {
        return BatchJob.<Integer, Integer>named("hosted")
                .inputId("numbers")
                .reader(ItemReader.of(IntStream.range(0, ITEMS).boxed().toList()))
                .processor(item -> item % 7 == 0 ? null : item)
                .workers(4)
                .chunk(ChunkSize.adaptive(1, 20))
                .host(host);
    }

    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatBreaksDownAtAnyTransactionGoesOnWithEachItemOnce(int seed) {
        Memory host = new Memory(seed);
        BatchReport report;
        int runs = 0;
        do {
            host.left = ++runs == 4 ? Integer.MAX_VALUE : host.random.nextInt(60);
            report = job(host).run(governor);
            assertThat(host.workers).as("workers that have not ended").isEmpty();
        } while (report.status() != BatchStatus.COMPLETED && runs < 4);
        assertThat(report.status()).as("%s", report.failure()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(report.guarantee()).isEqualTo(Guarantee.EXACTLY_ONCE);
        assertThat(host.written)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, ITEMS)
                        .filter(item -> item % 7 != 0)
                        .boxed()
                        .toList());
        assertThat(report.written()).isEqualTo(host.written.size());
    }

    @Test
    void aHostGoesWithNoCheckpointBesideIt() {
        assertThatIllegalStateException()
                .isThrownBy(() -> job(new Memory(0))
                        .checkpoint(Checkpoint.file(Path.of("job.checkpoint")), Duration.ofSeconds(1))
                        .run(governor))
                .withMessageContaining("job hosted has a host for its transactions");
    }
}
