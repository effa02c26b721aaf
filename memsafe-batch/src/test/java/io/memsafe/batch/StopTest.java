package io.memsafe.batch;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.RunningJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are stopped while their reader waits for an item that never comes. */
@Timeout(120)
class StopTest {
    private static final int ITEMS = 10;
    private static MemoryGovernor governor;

    private final List<Integer> written = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @TempDir
    private Path folder;

    @BeforeAll
    static void startGovernor() {
        governor = MemoryGovernor.start();
    }

    @AfterAll
    static void closeGovernor() {
        governor.close();
    }

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    private static List<Integer> numbers() {
        return IntStream.range(0, ITEMS).boxed().toList();
    }

    private BatchJob<Integer, Integer> job(ItemReader<Integer> reader) {
        return BatchJob.<Integer, Integer>named("stopped")
                .reader(reader)
                .processor(item -> item)
                .writer(written::addAll)
                .workers(2)
                .chunk(ChunkSize.fixed(4));
    }

    /** Runs it beside; not in the common pool, which has a single thread on a machine of two cores. */
    private CompletableFuture<BatchReport> started(BatchJob<Integer, Integer> job) {
        return CompletableFuture.supplyAsync(() -> job.run(governor), threads);
    }

    /** Stops the job when its reader waits. */
    private BatchReport stopped(BatchJob<Integer, Integer> job) throws InterruptedException {
        CompletableFuture<BatchReport> report = started(job);
        waiting.await();
        job.stop();
        return report.join();
    }

    /** Gives the numbers, and then waits until it is interrupted. */
    private ItemReader<Integer> waitingReader(Runnable whenInterrupted) {
        AtomicInteger next = new AtomicInteger();
        return () -> {
            if (next.get() < ITEMS) {
                return next.getAndIncrement();
            }
            waiting.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                whenInterrupted.run();
            }
            return null;
        };
    }

    private void assertStoppedWithAllWritten(BatchReport report) {
        assertThat(report.failure()).isNull();
        assertThat(report.status()).isEqualTo(BatchStatus.STOPPED);
        assertThat(written).containsExactlyInAnyOrderElementsOf(numbers());
    }

    @Test
    void aQueueThatStaysEmpty() throws InterruptedException {
        BlockingQueue<Integer> queue = new LinkedBlockingQueue<>(numbers());
        BatchJob<Integer, Integer> job = job(ItemReader.of(queue, item -> item < 0));
        CompletableFuture<BatchReport> report = started(job);
        await().until(queue::isEmpty);
        job.stop();
        assertStoppedWithAllWritten(report.join());
        queue.add(1);
        assertThat(queue).as("nobody takes it").hasSize(1);
    }

    @Test
    void aPublisherThatSendsNothing() throws InterruptedException {
        try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>(threads, ITEMS)) {
            BatchJob<Integer, Integer> job = job(ItemReader.of(publisher, 8)).chunk(ChunkSize.fixed(1));
            CompletableFuture<BatchReport> report = started(job);
            await().until(publisher::hasSubscribers);
            numbers().forEach(publisher::submit);
            await().until(() -> written.size() == ITEMS);
            job.stop();
            assertStoppedWithAllWritten(report.join());
            await().until(() -> !publisher.hasSubscribers());
        }
    }

    @Test
    void aReaderThatWrapsTheInterrupt() throws InterruptedException {
        BatchReport report = stopped(job(waitingReader(() -> {
            throw new UncheckedIOException(new IOException("interrupted"));
        })));
        assertStoppedWithAllWritten(report);
    }

    @Test
    void aReaderThatEndsWhenInterruptedIsNotAtItsEnd() throws InterruptedException {
        assertStoppedWithAllWritten(stopped(job(waitingReader(() -> {}))));
    }

    @Test
    void aPolicyForRetriesDoesNotReadAgain() throws InterruptedException {
        AtomicInteger interrupts = new AtomicInteger();
        BatchReport report = stopped(job(waitingReader(() -> {
                    interrupts.incrementAndGet();
                    throw new IllegalStateException("interrupted");
                }))
                .retry(RetryTest.policy(Exception.class, 5)));
        assertStoppedWithAllWritten(report);
        assertThat(interrupts).hasValue(1);
    }

    @Test
    void theWorkerGoesOnWithoutTheInterrupt() throws InterruptedException {
        AtomicBoolean interrupted = new AtomicBoolean();
        BatchReport report = stopped(job(waitingReader(() -> {}))
                .writer(items -> {
                    interrupted.compareAndSet(false, Thread.currentThread().isInterrupted());
                    written.addAll(items);
                })
                .chunk(ChunkSize.fixed(ITEMS + 1)));
        assertStoppedWithAllWritten(report);
        assertThat(interrupted).isFalse();
    }

    @Test
    void aLaterRunGoesOnBehindWhatWasWritten() throws InterruptedException {
        Checkpoint checkpoint = Checkpoint.file(folder.resolve("stopped.checkpoint"));
        stopped(job(waitingReader(() -> {})).checkpoint(checkpoint));
        List<Integer> more = IntStream.range(0, 3 * ITEMS).boxed().toList();
        BatchReport report = job(ItemReader.of(more)).checkpoint(checkpoint).run(governor);
        assertThat(report.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(report.resumed()).isEqualTo(ITEMS);
        assertThat(written).containsExactlyInAnyOrderElementsOf(more);
    }

    @Test
    void theFailureOfAnotherWorkerEndsTheWaitToo() {
        BatchReport report = job(waitingReader(() -> {}))
                .chunk(ChunkSize.fixed(ITEMS))
                .processor(item -> {
                    waiting.await();
                    throw new IOException("item " + item);
                })
                .run(governor);
        assertThat(report.failure()).hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void aReaderThatAnInterruptHarmsIsLeftAlone() throws InterruptedException {
        AtomicBoolean interrupted = new AtomicBoolean();
        AtomicBoolean waited = new AtomicBoolean();
        BatchReport report = stopped(job(new ItemReader<>() {
            @Override
            public Integer read() {
                waiting.countDown();
                try {
                    waited.set(!new CountDownLatch(1).await(1, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    interrupted.set(true);
                }
                return 7;
            }

            @Override
            public boolean interruptible() {
                return false;
            }
        }));
        assertThat(report.status()).isEqualTo(BatchStatus.STOPPED);
        assertThat(waited).isTrue();
        assertThat(interrupted).isFalse();
        assertThat(written).containsExactly(7);
    }

    @Test
    void aTerminatedProcessDoesNotWaitForItsReader() throws Exception {
        Path checkpoint = folder.resolve("child.checkpoint");
        RunningJvm jvm = ForkedJvm.on(Jdk.running())
                .heap("64m")
                .ownClassPath()
                .main(Child.class.getName(), checkpoint.toString())
                .onLine(line -> {
                    if (line.equals("waiting")) {
                        waiting.countDown();
                    }
                })
                .start();
        waiting.await();
        ProcessHandle.of(jvm.pid()).ifPresent(ProcessHandle::destroy);
        assertThat(jvm.await().exitCode()).isEqualTo(128 + 15);
        try (CheckpointStore store = Checkpoint.file(checkpoint).claim("stopped")) {
            SavedProgress saved = store.load();
            assertThat(saved.state()).isEqualTo(SavedProgress.State.STOPPED);
            assertThat(saved.settled().lowWater()).isEqualTo(1);
        }
    }

    /** Reads one item, and waits for another one when it has been written. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            BlockingQueue<Integer> queue = new LinkedBlockingQueue<>(List.of(1));
            try (MemoryGovernor governor = MemoryGovernor.start()) {
                BatchJob.<Integer, Integer>named("stopped")
                        .reader(ItemReader.of(queue, item -> item < 0))
                        .processor(item -> item)
                        .writer(items -> System.out.println("waiting"))
                        .workers(1)
                        .chunk(ChunkSize.fixed(1))
                        .checkpoint(Checkpoint.file(Path.of(args[0])))
                        .stopOnShutdown(Duration.ofSeconds(20))
                        .run(governor);
            }
        }
    }
}
