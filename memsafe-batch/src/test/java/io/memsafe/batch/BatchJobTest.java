package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.memsafe.MemoryGovernor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchJobTest {
    private static final int ITEMS = 1_000;
    private static MemoryGovernor governor;

    private final List<Integer> written = Collections.synchronizedList(new ArrayList<>());
    private final List<QuarantinedItem> quarantined = new ArrayList<>();

    @BeforeAll
    static void startGovernor() {
        governor = MemoryGovernor.start();
    }

    @AfterAll
    static void closeGovernor() {
        governor.close();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private BatchJob<Integer, Integer> job() {
        return BatchJob.<Integer, Integer>named("test")
                .reader(ItemReader.of(numbers(ITEMS)))
                .processor(item -> item)
                .writer(written::addAll)
                .workers(2)
                .quarantine(quarantined::add);
    }

    private void assertWrittenOnceExcept(Integer... missing) {
        List<Integer> expected = new ArrayList<>(numbers(ITEMS));
        expected.removeAll(List.of(missing));
        assertThat(written).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,7", "4,1000", "3,5000"})
    void everyItemIsWrittenOnce(int workers, int chunk) {
        BatchReport report =
                job().workers(workers).chunk(ChunkSize.fixed(chunk)).run(governor);
        assertWrittenOnceExcept();
        assertThat(report.complete()).isTrue();
        assertThat(report.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(report.read()).isEqualTo(ITEMS);
        assertThat(report.written()).isEqualTo(ITEMS);
        assertThat(report.largestChunk()).isLessThanOrEqualTo(chunk);
    }

    @Test
    void anEmptyInputCompletes() {
        BatchReport report = job().reader(ItemReader.of(List.of())).run(governor);
        assertThat(report.complete()).isTrue();
        assertThat(report.chunks()).isZero();
    }

    @Test
    void anItemWithoutResultIsFilteredAndCounted() {
        BatchReport report =
                job().processor(item -> item % 2 == 0 ? item : null).run(governor);
        assertThat(report.filtered()).isEqualTo(ITEMS / 2);
        assertThat(report.written()).isEqualTo(ITEMS / 2);
        assertThat(report.complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 1000})
    void onlyTheItemThatNeverFitsIsQuarantined(int chunk) {
        AtomicInteger calls = new AtomicInteger();
        BatchReport report = job().chunk(ChunkSize.fixed(chunk))
                .processor(item -> {
                    calls.incrementAndGet();
                    if (item == 333) {
                        throw new OutOfMemoryError("injected");
                    }
                    return item;
                })
                .run(governor);
        assertWrittenOnceExcept(333);
        assertThat(report.complete()).isFalse();
        assertThat(report.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(report.quarantinedForMemory()).isEqualTo(1);
        assertThat(quarantined).hasSize(1);
        QuarantinedItem item = quarantined.get(0);
        assertThat(item.position()).isEqualTo(333);
        assertThat(item.key()).isEqualTo("333");
        assertThat(item.phase()).isEqualTo(BatchPhase.PROCESS);
        assertThat(item.memory()).isTrue();
        assertThat(item.errorMessage()).isEqualTo("injected");
        assertThat(item.stack()).isNotEmpty();
        int halvings = 32 - Integer.numberOfLeadingZeros(chunk);
        assertThat(report.containedErrors()).isLessThanOrEqualTo(halvings + 3);
    }

    @Test
    void anItemThatHadAllTheRoomIsTriedAloneOnce() {
        AtomicReference<byte[]> last = new AtomicReference<>();
        BatchReport report = job().chunk(ChunkSize.fixed(100))
                .processor(item -> {
                    if (item == 333) {
                        long most = Runtime.getRuntime().maxMemory();
                        for (long bytes = 0; bytes < most; bytes += 1 << 20) {
                            last.set(new byte[1 << 20]);
                        }
                        throw new OutOfMemoryError("injected");
                    }
                    return item;
                })
                .run(governor);
        assertWrittenOnceExcept(333);
        assertThat(quarantined)
                .singleElement()
                .satisfies(item -> assertThat(item.attempts()).isEqualTo(2));
        assertThat(report.containedErrors()).isEqualTo(2);
    }

    @Test
    void anErrorThatPassesLosesNothing() {
        AtomicBoolean inProcessor = new AtomicBoolean();
        AtomicBoolean inWriter = new AtomicBoolean();
        BatchReport report = job().chunk(ChunkSize.fixed(100))
                .processor(item -> {
                    if (item == 250 && inProcessor.compareAndSet(false, true)) {
                        throw new OutOfMemoryError("once");
                    }
                    return item;
                })
                .writer(items -> {
                    if (items.contains(777) && inWriter.compareAndSet(false, true)) {
                        throw new IllegalStateException("wrapped", new OutOfMemoryError("once"));
                    }
                    written.addAll(items);
                })
                .run(governor);
        assertWrittenOnceExcept();
        assertThat(report.containedErrors()).isEqualTo(2);
        assertThat(report.complete()).isTrue();
    }

    @Test
    void theVictimIsRetriedAlone() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger besides = new AtomicInteger(-1);
        AtomicBoolean failed = new AtomicBoolean();
        BatchReport report = job().workers(4)
                .chunk(ChunkSize.fixed(10))
                .processor(item -> {
                    int others = inside.getAndIncrement();
                    try {
                        if (item == 500) {
                            if (failed.compareAndSet(false, true)) {
                                throw new OutOfMemoryError("with neighbours");
                            }
                            besides.set(others);
                        }
                        Thread.onSpinWait();
                        return item;
                    } finally {
                        inside.decrementAndGet();
                    }
                })
                .run(governor);
        assertThat(report.containedErrors()).isEqualTo(1);
        assertThat(besides).hasValue(0);
        assertWrittenOnceExcept();
    }

    @Test
    void aWriterThatNeverTakesAnItemLosesOnlyThatItem() {
        BatchReport report = job().chunk(ChunkSize.fixed(50))
                .writer(items -> {
                    if (items.contains(421)) {
                        throw new OutOfMemoryError("writer");
                    }
                    written.addAll(items);
                })
                .run(governor);
        assertWrittenOnceExcept(421);
        assertThat(quarantined).extracting(QuarantinedItem::phase).containsExactly(BatchPhase.WRITE);
        assertThat(report.quarantinedForMemory()).isEqualTo(1);
    }

    /** Stands still when it throws, as the contract wants. */
    private static final class FailingReader implements ItemReader<Integer> {
        private final int failsAt;
        private final int times;
        private final Throwable error;
        private int next;
        private int failures;

        FailingReader(int failsAt, int times, Throwable error) {
            this.failsAt = failsAt;
            this.times = times;
            this.error = error;
        }

        @Override
        public Integer read() throws Exception {
            if (next == failsAt && failures < times) {
                failures++;
                if (error instanceof Error e) {
                    throw e;
                }
                throw (Exception) error;
            }
            return next < ITEMS ? next++ : null;
        }

        @Override
        public String skip() {
            return "row " + next++;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aReaderThatRecoversLosesNothing(int times) {
        BatchReport report = job().workers(1)
                .chunk(ChunkSize.fixed(10))
                .reader(new FailingReader(105, times, new OutOfMemoryError("reader")))
                .run(governor);
        assertWrittenOnceExcept();
        assertThat(report.containedErrors()).isEqualTo(times);
        assertThat(report.complete()).isTrue();
    }

    @Test
    void anErrorBetweenTheStepsLosesNothing() {
        AtomicInteger keys = new AtomicInteger();
        BatchReport report = job().workers(2)
                .chunk(ChunkSize.fixed(100))
                .processor(item -> {
                    if (item == 333) {
                        throw new OutOfMemoryError("injected");
                    }
                    return item;
                })
                .quarantine(item -> {
                    if (keys.incrementAndGet() < 3) {
                        throw new OutOfMemoryError("in the quarantine");
                    }
                    quarantined.add(item);
                })
                .run(governor);
        assertWrittenOnceExcept(333);
        assertThat(quarantined).hasSize(1);
        assertThat(report.status()).isEqualTo(BatchStatus.COMPLETED);
    }

    @Test
    void anItemThatCannotBeReadIsSteppedOverWithEvidence() {
        BatchReport report = job().reader(new FailingReader(105, Integer.MAX_VALUE, new OutOfMemoryError("reader")))
                .run(governor);
        assertWrittenOnceExcept(105);
        assertThat(report.read()).isEqualTo(ITEMS);
        assertThat(quarantined).hasSize(1);
        assertThat(quarantined.get(0).key()).isEqualTo("row 105");
        assertThat(quarantined.get(0).phase()).isEqualTo(BatchPhase.READ);
        assertThat(quarantined.get(0).position()).isEqualTo(105);
    }

    @Test
    void aCorruptItemIsSkippedByRuleAndTheChunkGoesOn() {
        BatchReport report = job().chunk(ChunkSize.fixed(20))
                .reader(new FailingReader(105, Integer.MAX_VALUE, new IOException("bad row")))
                .skip(IOException.class, 5)
                .run(governor);
        assertWrittenOnceExcept(105);
        assertThat(report.complete()).isTrue();
        assertThat(report.quarantined()).isEqualTo(1);
        assertThat(quarantined.get(0).memory()).isFalse();
        assertThat(quarantined.get(0).errorMessage()).isEqualTo("bad row");
    }

    @Test
    void anExceptionWithoutRuleFailsTheJobAndNamesTheItem() {
        BatchReport report = job().workers(1)
                .processor(item -> {
                    if (item == 77) {
                        throw new IOException("bad item");
                    }
                    return item;
                })
                .run(governor);
        assertThat(report.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(report.complete()).isFalse();
        assertThat(report.failure())
                .isInstanceOf(ItemFailedException.class)
                .hasMessageContaining("PROCESS")
                .hasMessageContaining("item 77")
                .hasRootCauseMessage("bad item");
        assertThat(written).doesNotHaveDuplicates().doesNotContain(77);
    }

    @Test
    void aJvmInDoubtEndsTheJobAlsoWhereARuleWouldSkip() {
        BatchReport report = job().workers(1)
                .processor(item -> {
                    if (item == 77) {
                        throw new IllegalStateException("wrapped", new InternalError("broken"));
                    }
                    return item;
                })
                .skip(Exception.class, 10)
                .run(governor);
        assertThat(report.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(report.failure()).hasMessageContaining("item 77").hasRootCauseInstanceOf(InternalError.class);
    }

    private static int depth(int item) {
        return item < 0 ? 0 : 1 + depth(item);
    }

    @Test
    void anItemThatOverflowsTheStackIsSetAsideAtOnceWithAdvice() {
        AtomicInteger calls = new AtomicInteger();
        BatchReport report = job().processor(item -> {
                    if (item == 77) {
                        calls.incrementAndGet();
                        return depth(item);
                    }
                    return item;
                })
                .run(governor);
        assertWrittenOnceExcept(77);
        assertThat(calls).hasValue(1);
        assertThat(report.complete()).isFalse();
        assertThat(report.containedErrors()).isZero();
        assertThat(quarantined).singleElement().satisfies(item -> {
            assertThat(item.memory()).isTrue();
            assertThat(item.advice()).contains("-Xss");
        });
    }

    @Test
    void aWriterThatOverflowsTheStackLosesOnlyTheGuiltyItem() {
        job().chunk(ChunkSize.fixed(64))
                .writer(items -> {
                    if (items.contains(421)) {
                        depth(421);
                    }
                    written.addAll(items);
                })
                .run(governor);
        assertWrittenOnceExcept(421);
        assertThat(quarantined).extracting(QuarantinedItem::position).containsExactly(421L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Metaspace", "unable to create native thread: possibly out of memory"})
    void whatNoSplitCanHelpIsTriedOnceMoreAndSetAsideWithAdvice(String message) {
        AtomicInteger calls = new AtomicInteger();
        BatchReport report = job().chunk(ChunkSize.fixed(100))
                .processor(item -> {
                    if (item == 250) {
                        calls.incrementAndGet();
                        throw new OutOfMemoryError(message);
                    }
                    return item;
                })
                .run(governor);
        assertWrittenOnceExcept(250);
        assertThat(calls).hasValue(2);
        assertThat(report.containedErrors()).isEqualTo(1);
        assertThat(quarantined)
                .singleElement()
                .satisfies(item -> assertThat(item.advice()).isNotEmpty());
    }

    @Test
    void metaspaceThatStaysFullEndsTheJobInsteadOfSettingAllItemsAside() {
        BatchReport report = job().processor(item -> {
                    throw new OutOfMemoryError("Metaspace");
                })
                .run(governor);
        assertThat(report.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(report.failure()).hasMessageContaining("MaxMetaspaceSize");
        assertThat(quarantined).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void skippingEndsAtItsLimit() {
        BatchReport report = job().workers(1)
                .processor(item -> {
                    if (item % 100 == 0) {
                        throw new IOException("bad item");
                    }
                    return item;
                })
                .skip(IOException.class, 3)
                .run(governor);
        assertThat(report.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(report.failure())
                .isInstanceOf(SkipLimitExceededException.class)
                .hasMessageContaining("3");
        assertThat(quarantined).hasSize(3);
    }

    @Test
    void skippedItemsAreQuarantinedOnceWhenTheirChunkIsRetried() {
        AtomicBoolean failed = new AtomicBoolean();
        job().chunk(ChunkSize.fixed(100))
                .processor(item -> {
                    if (item == 210) {
                        throw new IOException("bad item");
                    }
                    return item;
                })
                .writer(items -> {
                    if (items.contains(211) && failed.compareAndSet(false, true)) {
                        throw new OutOfMemoryError("once");
                    }
                    written.addAll(items);
                })
                .skip(IOException.class, 10)
                .run(governor);
        assertWrittenOnceExcept(210);
        assertThat(quarantined).hasSize(1);
    }

    @Test
    void aWriterThatFailsFailsTheJob() {
        BatchReport report = job().writer(items -> {
                    throw new IOException("disk full");
                })
                .run(governor);
        assertThat(report.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(report.failure()).hasMessageContaining("WRITE").hasMessageContaining("disk full");
    }

    @Test
    void aQuarantineThatFailsFailsTheJobRatherThanLoseTheItem() {
        BatchReport report = job().quarantine(item -> {
                    throw new IOException("read-only");
                })
                .processor(item -> {
                    if (item == 5) {
                        throw new OutOfMemoryError("injected");
                    }
                    return item;
                })
                .run(governor);
        assertThat(report.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(report.failure()).hasMessageContaining("read-only");
    }

    @Test
    void aOneShotIteratorThatFailsEndsTheJobInsteadOfLosingAnItem() {
        Iterator<Integer> broken = new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < ITEMS;
            }

            @Override
            public Integer next() {
                if (next++ == 50) {
                    throw new OutOfMemoryError("lost in here");
                }
                return next - 1;
            }
        };
        BatchReport report = job().reader(ItemReader.of(broken)).run(governor);
        assertThat(report.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(report.failure()).hasMessageContaining("item 50");
        assertThat(written).containsExactlyInAnyOrderElementsOf(numbers(50));
    }

    @Test
    void anIterableIsReadAgainFromTheSamePlace() {
        AtomicBoolean failed = new AtomicBoolean();
        Iterable<Integer> items = () -> numbers(ITEMS).stream()
                .peek(item -> {
                    if (item == 600 && failed.compareAndSet(false, true)) {
                        throw new OutOfMemoryError("once");
                    }
                })
                .iterator();
        BatchReport report = job().reader(ItemReader.of(items)).run(governor);
        assertWrittenOnceExcept();
        assertThat(report.containedErrors()).isEqualTo(1);
    }

    @Test
    void stoppingWritesWhatWasRead() {
        BatchJob<Integer, Integer> job = job().chunk(ChunkSize.fixed(10));
        BatchReport report = job.processor(item -> {
                    if (item == 100) {
                        job.stop();
                    }
                    return item;
                })
                .run(governor);
        assertThat(report.status()).isEqualTo(BatchStatus.STOPPED);
        assertThat(report.read()).isLessThan(ITEMS);
        assertThat(written).hasSize((int) report.read()).doesNotHaveDuplicates();
    }

    @Test
    void interruptingTheCallerStopsTheJobAndKeepsTheInterrupt() throws InterruptedException {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        List<BatchReport> reports = Collections.synchronizedList(new ArrayList<>());
        BatchJob<Integer, Integer> job = job().chunk(ChunkSize.fixed(10)).processor(item -> {
            working.countDown();
            goOn.await();
            return item;
        });
        Thread caller = new Thread(() -> {
            reports.add(job.run(governor));
            stillInterrupted.set(Thread.currentThread().isInterrupted());
        });
        caller.start();
        working.await();
        caller.interrupt();
        while (!job.stop.get()) { // the interrupt is taken before it is acted on
            Thread.onSpinWait();
        }
        goOn.countDown();
        caller.join();
        assertThat(reports).hasSize(1);
        assertThat(reports.get(0).status()).isEqualTo(BatchStatus.STOPPED);
        assertThat(stillInterrupted).isTrue();
    }

    @Test
    void progressIsToldAtTheEndWithFinalFigures() {
        List<BatchProgress> told = new ArrayList<>();
        job().progress(Duration.ofMillis(1), told::add).run(governor);
        assertThat(told).isNotEmpty();
        assertThat(told.get(told.size() - 1).written()).isEqualTo(ITEMS);
        assertThat(told.get(told.size() - 1).waiting()).isNull();
    }

    @Test
    void aSlowReaderMovesTheProgressWhileItFillsAChunk() {
        CountDownLatch seen = new CountDownLatch(1);
        List<BatchProgress> told = Collections.synchronizedList(new ArrayList<>());
        BatchReport report = job().reader(new ItemReader<>() {
                    private int next;

                    @Override
                    public @Nullable Integer read() throws InterruptedException {
                        if (next == 10) {
                            seen.await(); // nothing of this chunk is written before it was told of
                        }
                        return next < 100 ? next++ : null;
                    }
                })
                .workers(2)
                .chunk(ChunkSize.fixed(100))
                .progress(Duration.ofMillis(1), progress -> {
                    told.add(progress);
                    if (progress.read() == 10) {
                        seen.countDown();
                    }
                })
                .run(governor);
        assertThat(report.complete()).isTrue();
        assertThat(report.read()).isEqualTo(100);
        assertThat(told)
                .extracting(BatchProgress::read)
                .isSorted()
                .contains(10L)
                .endsWith(100L);
    }

    @Test
    void aProgressListenerThatThrowsDoesNotHurtTheJob() {
        AtomicInteger calls = new AtomicInteger();
        BatchReport report = job().progress(Duration.ofMillis(1), progress -> {
                    calls.incrementAndGet();
                    throw new IllegalStateException("listener");
                })
                .run(governor);
        assertThat(report.complete()).isTrue();
        assertThat(calls).hasValue(1);
    }

    @Test
    void partsAreClosedOnceAlsoWhenTheJobFails() {
        AtomicInteger closed = new AtomicInteger();
        BatchReport report = job().reader(new ItemReader<>() {
                    @Override
                    public Integer read() throws IOException {
                        throw new IOException("no input");
                    }

                    @Override
                    public void close() {
                        closed.incrementAndGet();
                    }
                })
                .run(governor);
        assertThat(report.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(closed).hasValue(1);
    }

    @Test
    void settingsOutOfBoundsAreRefusedWithTheirValue() {
        assertThatIllegalArgumentException().isThrownBy(() -> job().workers(0)).withMessageContaining("0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChunkSize.adaptive(5, 4))
                .withMessageContaining("min is 5")
                .withMessageContaining("max is 4");
        assertThatIllegalArgumentException().isThrownBy(() -> BatchJob.named(" "));
        assertThatIllegalStateException()
                .isThrownBy(() -> BatchJob.named("empty").run(governor))
                .withMessageContaining("reader");
        BatchJob<Integer, Integer> once = job();
        once.run(governor);
        assertThatIllegalStateException().isThrownBy(() -> once.run(governor)).withMessageContaining("ran already");
    }

    @Test
    void aSizerOfTheUsersOwnDecides() {
        List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger told = new AtomicInteger();
        ChunkSizer growing = new ChunkSizer() {
            private int next = 1;

            @Override
            public ChunkLimit next(ChunkOutlook outlook) {
                return new ChunkLimit(next++, Long.MAX_VALUE);
            }

            @Override
            public void written(int items, long bytes, Duration elapsed, Duration writing) {
                told.addAndGet(items);
            }
        };
        job().workers(1).chunk(growing).writer(chunk -> sizes.add(chunk.size())).run(governor);
        assertThat(sizes.subList(0, 10)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(told).hasValue(ITEMS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void whatIsReadAndNotYetWrittenStaysWithinTheUsersBytes(int workers) {
        int megabyte = 1 << 20;
        long bound = 16L * megabyte;
        AtomicLong inFlight = new AtomicLong();
        AtomicLong most = new AtomicLong();
        Iterator<byte[]> items = new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < 200;
            }

            @Override
            public byte[] next() {
                byte[] item = new byte[next++ % 50 == 49 ? 20 * megabyte : megabyte];
                most.accumulateAndGet(inFlight.addAndGet(item.length), Math::max);
                return item;
            }
        };
        BatchReport report = BatchJob.<byte[], byte[]>named("bytes")
                .reader(ItemReader.ofRepeatable(items))
                .processor(item -> item)
                .writer(chunk -> {
                    LockSupport.parkNanos(2_000_000); // a slow sink
                    chunk.forEach(item -> inFlight.addAndGet(-item.length));
                })
                .workers(workers)
                .maxInFlightBytes(bound)
                .run(governor);
        assertThat(report.complete()).isTrue();
        assertThat(inFlight).hasValue(0);
        // One item that is larger than the bound comes on top of it, since it goes by itself.
        assertThat(most.get()).isLessThanOrEqualTo(bound + 20L * megabyte);
    }

    @Test
    void aJobWhoseWorkersWaitWithoutProgressEndsWithTheReason() {
        CountDownLatch both = new CountDownLatch(2);
        BatchReport report = job().chunk(ChunkSize.fixed(1))
                .waitAtMost(Duration.ofMillis(50))
                .processor(item -> {
                    both.countDown();
                    both.await();
                    if (item == 0) {
                        throw new OutOfMemoryError("its retry waits for the other one");
                    }
                    new CountDownLatch(1).await(); // stuck, until it is interrupted
                    return item;
                })
                .run(governor);
        assertThat(report.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(report.failure())
                .isInstanceOf(MemoryWaitTimeoutException.class)
                .hasMessageContaining("one worker retries alone");
    }

    @Test
    void workersRunOnThreadsOfTheUsersFactory() {
        List<Thread> made = Collections.synchronizedList(new ArrayList<>());
        List<Thread> seen = Collections.synchronizedList(new ArrayList<>());
        BatchReport report = job().workerThreads(lane -> {
                    Thread thread = new Thread(lane, "own");
                    made.add(thread);
                    return thread;
                })
                .processor(item -> {
                    seen.add(Thread.currentThread());
                    return item;
                })
                .run(governor);
        assertThat(report.complete()).isTrue();
        assertThat(made).hasSize(2).containsAll(seen);
    }

    /** Virtual ones where this JDK has them. */
    private static ThreadFactory ownThreads() throws ReflectiveOperationException {
        if (Runtime.version().feature() < 21) {
            return Thread::new;
        }
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        return (ThreadFactory)
                Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
    }

    @Test
    void threadsOfOnesOwnLearnWhatItemsCost() throws ReflectiveOperationException {
        ThreadFactory own = ownThreads();
        AtomicInteger largest = new AtomicInteger();
        BatchReport report = BatchJob.<Integer, byte[]>named("own-threads")
                .reader(ItemReader.of(numbers(400)))
                .processor(item -> new byte[1 << 20])
                .writer(chunk -> largest.accumulateAndGet(chunk.size(), Math::max))
                .workers(2)
                .maxInFlightBytes(16 << 20)
                .workerThreads(own)
                .run(governor);
        assertThat(report.complete()).isTrue();
        assertThat(largest.get()).isLessThanOrEqualTo(16);
    }
}
