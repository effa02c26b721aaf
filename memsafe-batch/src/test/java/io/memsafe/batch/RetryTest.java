package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failsafe.RetryPolicy;
import io.memsafe.MemoryGovernor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RetryTest {
    private static MemoryGovernor governor;

    private final List<Integer> written = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger calls = new AtomicInteger();

    @BeforeAll
    static void startGovernor() {
        governor = MemoryGovernor.start();
    }

    @AfterAll
    static void closeGovernor() {
        governor.close();
    }

    static Retry policy(Class<? extends Exception> type, int retries) {
        return FailsafeRetry.of(RetryPolicy.builder()
                .handle(type)
                .withBackoff(Duration.ofMillis(1), Duration.ofMillis(4))
                .withMaxRetries(retries)
                .build());
    }

    private BatchJob<Integer, Integer> job() {
        return BatchJob.<Integer, Integer>named("retry")
                .reader(ItemReader.of(numbers()))
                .processor(item -> item)
                .writer(written::addAll)
                .chunk(ChunkSize.fixed(10));
    }

    private static List<Integer> numbers() {
        return IntStream.range(0, 100).boxed().toList();
    }

    private void failing(int times) throws IOException {
        if (calls.incrementAndGet() <= times) {
            throw new IOException("call " + calls);
        }
    }

    @Test
    void aProcessorIsCalledAgainUntilItSucceeds() {
        BatchReport report = job().processor(item -> {
                    if (item == 50) {
                        failing(3);
                    }
                    return item;
                })
                .retry(policy(IOException.class, 3))
                .run(governor);
        assertThat(report.failure()).isNull();
        assertThat(written).containsExactlyInAnyOrderElementsOf(numbers());
        assertThat(report.retried()).isEqualTo(3);
    }

    @Test
    void whenThePolicyGivesUpTheSkipRulesAreAsked() {
        BatchReport report = job().processor(item -> {
                    if (item == 50) {
                        failing(100);
                    }
                    return item;
                })
                .retry(policy(IOException.class, 2))
                .skip(IOException.class, 1)
                .run(governor);
        assertThat(report.failure()).isNull();
        assertThat(report.quarantined()).isEqualTo(1);
        assertThat(calls).hasValue(3);
    }

    @Test
    void aWriterIsCalledAgainWithTheSameItems() {
        BatchReport report = job().workers(1)
                .writer(items -> {
                    if (items.contains(50)) {
                        failing(2);
                    }
                    written.addAll(items);
                })
                .retry(policy(IOException.class, 2))
                .run(governor);
        assertThat(report.failure()).isNull();
        assertThat(written).isEqualTo(numbers());
    }

    @Test
    void aReaderThatStandsStillIsReadAgain() {
        ItemReader<Integer> reader = new ItemReader<>() {
            private int next;

            @Override
            public Integer read() throws IOException {
                if (next == 50) {
                    failing(2);
                }
                return next == 100 ? null : next++;
            }
        };
        BatchReport report =
                job().reader(reader).retry(policy(IOException.class, 2)).run(governor);
        assertThat(report.failure()).isNull();
        assertThat(written).containsExactlyInAnyOrderElementsOf(numbers());
    }

    @Test
    void anExceptionThatThePolicyDoesNotNameEndsTheJob() {
        BatchReport report = job().processor(item -> {
                    failing(1);
                    return item;
                })
                .workers(1)
                .retry(policy(InterruptedException.class, 5))
                .run(governor);
        assertThat(report.failure()).hasRootCauseInstanceOf(IOException.class);
        assertThat(report.retried()).isZero();
    }

    @Test
    void anErrorOfMemoryIsContainedAndNotRetried() {
        BatchReport report = job().processor(item -> {
                    if (item == 50 && calls.incrementAndGet() <= 1) {
                        throw new UncheckedIOException(new IOException(new OutOfMemoryError("wrapped")));
                    }
                    return item;
                })
                .retry(policy(Exception.class, 5))
                .run(governor);
        assertThat(report.failure()).isNull();
        assertThat(report.retried()).isZero();
        assertThat(report.containedErrors()).isEqualTo(1);
        assertThat(written).containsExactlyInAnyOrderElementsOf(numbers());
    }

    @Test
    void anOutOfMemoryErrorOfThePolicyAfterASuccessDoublesNothing() {
        Retry policy = attempt -> {
            try {
                attempt.run();
            } catch (IOException e) {
                attempt.run();
            }
            throw new OutOfMemoryError("on the way out");
        };
        BatchReport report = job().workers(1)
                .writer(items -> {
                    if (items.contains(50)) {
                        failing(1);
                    }
                    written.addAll(items);
                })
                .retry(policy)
                .run(governor);
        assertThat(report.failure()).isNull();
        assertThat(written).isEqualTo(numbers());
    }
}
