package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.memsafe.MemoryGovernor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AsyncProcessorTest {
    private static final int ITEMS = 200;
    private static MemoryGovernor governor;
    private static ExecutorService pool;

    private final List<Integer> written = Collections.synchronizedList(new ArrayList<>());
    private final List<QuarantinedItem> quarantined = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        governor = MemoryGovernor.start();
        pool = Executors.newFixedThreadPool(4);
    }

    @AfterAll
    static void close() {
        pool.shutdownNow();
        governor.close();
    }

    private static List<Integer> numbers() {
        return IntStream.range(0, ITEMS).boxed().toList();
    }

    private static List<Integer> numbersExcept(Integer... missing) {
        List<Integer> all = new ArrayList<>(numbers());
        all.removeAll(List.of(missing));
        return all;
    }

    private static <O> AsyncProcessor<Integer, O> onPool(Function<Integer, O> function) {
        return ItemProcessor.async(item -> CompletableFuture.supplyAsync(() -> function.apply(item), pool));
    }

    private BatchJob<Integer, Integer> job(ItemProcessor<Integer, Integer> processor) {
        return BatchJob.<Integer, Integer>named("async")
                .reader(ItemReader.of(numbers()))
                .processor(processor)
                .writer(written::addAll)
                .workers(1)
                .chunk(ChunkSize.fixed(50))
                .quarantine(quarantined::add);
    }

    @Test
    void resultsKeepTheOrderOfTheItems() {
        BatchReport report = job(onPool(item -> item)).run(governor);
        assertThat(written).isEqualTo(numbers());
        assertThat(report.complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 50})
    void neverAreMoreItemsUnderWayThanIsSaid(int most) {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger largest = new AtomicInteger();
        BatchReport report = job(ItemProcessor.<Integer, Integer>async(item -> {
                            largest.accumulateAndGet(open.incrementAndGet(), Math::max);
                            return CompletableFuture.supplyAsync(
                                    () -> {
                                        open.decrementAndGet();
                                        return item;
                                    },
                                    pool);
                        })
                        .atMost(most))
                .run(governor);
        assertThat(report.failure()).isNull();
        assertThat(written).isEqualTo(numbers());
        assertThat(largest).hasValueBetween(1, most);
    }

    @ParameterizedTest
    @CsvSource({"4,100,10,4", "4,2,10,2", "4,0,10,1", "16,100,10,10"})
    void asManyItemsBeginAsNumberRoomAndChunkAllow(int most, int room, int items, int expected)
            throws InterruptedException {
        List<CompletableFuture<Integer>> stages = new ArrayList<>();
        AsyncWindow<Integer, Integer> window = AsyncWindow.of(
                ItemProcessor.<Integer, Integer>async(item -> {
                            stages.add(item == 0 ? CompletableFuture.completedFuture(0) : new CompletableFuture<>());
                            return stages.get(item);
                        })
                        .atMost(most),
                () -> false);
        Chunk<Integer> chunk = new Chunk<>();
        chunk.begin(0, Integer.MAX_VALUE);
        for (int item = 0; item < items; item++) {
            chunk.ensureRoom();
            chunk.add(item);
        }
        assertThat(window.ready(chunk, 0, items, room)).isTrue();
        assertThat(stages).hasSize(expected);
        window.giveUp(false);
        assertThat(stages.subList(1, expected)).allMatch(CompletableFuture::isCancelled);
    }

    @Test
    void aNullResultFiltersTheItemOut() {
        BatchReport report = job(onPool(item -> item % 2 == 0 ? item : null)).run(governor);
        assertThat(report.filtered()).isEqualTo(ITEMS / 2);
        assertThat(report.written()).isEqualTo(ITEMS / 2);
    }

    @Test
    void aStageThatFailsEndsTheJobWithTheItemAndTheCause() {
        BatchReport report = job(ItemProcessor.async(item -> item == 70
                        ? CompletableFuture.failedFuture(new IOException("no answer"))
                        : CompletableFuture.completedFuture(item)))
                .run(governor);
        assertThat(report.failure())
                .isInstanceOf(ItemFailedException.class)
                .hasMessageContaining("PROCESS at item 70 (70)")
                .hasRootCauseInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFailureThatARuleNamesSkipsItsItem(boolean thrown) {
        BatchReport report = job(ItemProcessor.async(item -> {
                    if (item == 70 && thrown) {
                        throw new IOException("no answer");
                    }
                    return item == 70
                            ? CompletableFuture.failedFuture(new CompletionException(new IOException("no answer")))
                            : CompletableFuture.completedFuture(item);
                }))
                .skip(IOException.class, 1)
                .run(governor);
        assertThat(report.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(written).isEqualTo(numbersExcept(70));
        assertThat(quarantined).singleElement().satisfies(item -> {
            assertThat(item.position()).isEqualTo(70);
            assertThat(item.errorMessage()).isEqualTo("no answer");
        });
    }

    @Test
    void aFailureIsRetriedByTheSamePolicy() {
        AtomicInteger calls = new AtomicInteger();
        BatchReport report = job(ItemProcessor.async(item -> item == 70 && calls.incrementAndGet() < 3
                        ? CompletableFuture.failedFuture(new IOException("no answer"))
                        : CompletableFuture.completedFuture(item)))
                .retry(RetryTest.policy(IOException.class, 3))
                .run(governor);
        assertThat(report.failure()).isNull();
        assertThat(report.retried()).isEqualTo(2);
        assertThat(written).isEqualTo(numbers());
    }

    @Test
    void anOutOfMemoryErrorInACompletionExceptionIsContained() {
        BatchReport report = job(onPool(item -> {
                    if (item == 70) {
                        throw new CompletionException(new OutOfMemoryError("injected"));
                    }
                    return item;
                }))
                .run(governor);
        assertThat(report.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(written).isEqualTo(numbersExcept(70));
        assertThat(report.quarantinedForMemory()).isEqualTo(1);
        assertThat(quarantined)
                .singleElement()
                .satisfies(item -> assertThat(item.position()).isEqualTo(70));
    }

    @Test
    void whatHasBegunComesToItsEndBeforeAChunkRunsAgain() {
        List<CompletableFuture<Integer>> first = new ArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        AtomicBoolean allEnded = new AtomicBoolean();
        BatchReport report = job(ItemProcessor.<Integer, Integer>async(item -> {
                            if (item == 0 && calls.getAndIncrement() == 1) {
                                allEnded.set(first.stream().allMatch(CompletableFuture::isDone));
                            }
                            CompletableFuture<Integer> stage = new CompletableFuture<>();
                            if (calls.get() == 1) {
                                first.add(stage);
                            }
                            if (item == 0 && calls.get() == 1) {
                                stage.completeExceptionally(new OutOfMemoryError("injected"));
                            } else {
                                pool.execute(() -> stage.complete(item));
                            }
                            return stage;
                        })
                        .atMost(50))
                .run(governor);
        assertThat(report.failure()).isNull();
        assertThat(written).isEqualTo(numbers());
        assertThat(allEnded).isTrue();
        assertThat(first).isNotEmpty().noneMatch(CompletableFuture::isCancelled);
    }

    @Test
    void aStageThatNeverEndsFailsItsItemInTime() {
        CompletableFuture<Integer> stuck = new CompletableFuture<>();
        BatchReport report = job(ItemProcessor.<Integer, Integer>async(
                                item -> item == 70 ? stuck : CompletableFuture.completedFuture(item))
                        .timeout(Duration.ofMillis(50)))
                .run(governor);
        assertThat(report.failure())
                .isInstanceOf(ItemFailedException.class)
                .hasMessageContaining("item 70 (70)")
                .hasMessageContaining("PT0.05S")
                .hasRootCauseInstanceOf(TimeoutException.class);
        assertThat(stuck).isCancelled();
    }

    @Test
    void stopAbandonsWhatIsPendingAndALaterRunGoesOnThere() {
        CompletableFuture<Integer> stuck = new CompletableFuture<>();
        AtomicReference<BatchJob<?, ?>> running = new AtomicReference<>();
        BatchJob<Integer, Integer> job = job(ItemProcessor.async(item -> {
                    if (item == 70) {
                        running.get().stop();
                        return stuck;
                    }
                    return CompletableFuture.completedFuture(item);
                }))
                .chunk(ChunkSize.fixed(ITEMS + 1)) // all is read
                .checkpoint(Checkpoint.file(folder.resolve("async.checkpoint")));
        running.set(job);
        BatchReport stopped = job.run(governor);
        assertThat(stopped.failure()).isNull();
        assertThat(stopped.status()).isEqualTo(BatchStatus.STOPPED);
        assertThat(stuck).isCancelled();
        assertThat(written).as("what had ended").isEqualTo(numbers().subList(0, written.size()));
        BatchReport rest = job(onPool(item -> item))
                .checkpoint(Checkpoint.file(folder.resolve("async.checkpoint")))
                .run(governor);
        assertThat(rest.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(written).isEqualTo(numbers());
    }

    @Test
    void theFailureOfAnotherWorkerCancelsWhatIsPending() {
        CompletableFuture<Integer> stuck = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        BatchReport report = job(ItemProcessor.async(item -> {
                    if (item == 0) {
                        begun.countDown();
                        return stuck;
                    }
                    begun.await();
                    return CompletableFuture.failedFuture(new IOException("no answer"));
                }))
                .workers(2)
                .chunk(ChunkSize.fixed(1))
                .run(governor);
        assertThat(report.failure()).hasRootCauseInstanceOf(IOException.class);
        assertThat(stuck).isCancelled();
    }

    @Test
    void beforeAndAfterOthersItStaysAsynchronous() {
        ItemProcessor<Integer, Integer> before = item -> item == 3 ? null : item;
        AsyncProcessor<Integer, Integer> negated = onPool(item -> item == 5 ? null : -item);
        ItemProcessor<Integer, Integer> both = before.andThen(negated).andThen(item -> item == -7 ? null : -item);
        assertThat(both).isInstanceOf(AsyncProcessor.class);
        BatchReport report = job(both).run(governor);
        assertThat(report.filtered()).isEqualTo(3);
        assertThat(written).isEqualTo(numbersExcept(3, 5, 7));
    }

    @Test
    void whatFailsInTheProcessorBehindItIsTheFailureOfTheItem() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> onPool(item -> item)
                        .andThen(item -> {
                            throw new IOException("behind");
                        })
                        .process(1))
                .withMessage("behind");
    }

    @Test
    void theTimeoutReachesTheStageBeforeAnotherProcessor() {
        CompletableFuture<Integer> stuck = new CompletableFuture<>();
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> ItemProcessor.<Integer, Integer>async(item -> stuck)
                        .timeout(Duration.ofMillis(20))
                        .andThen(item -> item)
                        .process(1));
        assertThat(stuck).isCancelled();
    }

    @Test
    void aFunctionWithoutAStageIsSaidToBeSo() {
        BatchReport report = job(ItemProcessor.async(item -> noStage())).run(governor);
        assertThat(report.failure()).hasMessageContaining("gave null in place of a stage");
    }

    @SuppressWarnings("NullAway") // what a careless function does
    private static CompletionStage<Integer> noStage() {
        return null;
    }

    @Test
    void limitsOutOfBoundsAreRefusedByName() {
        AsyncProcessor<Integer, Integer> processor = onPool(item -> item);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> processor.atMost(0))
                .withMessage("atMost must be 1 to 10000 items, but is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> processor.timeout(Duration.ZERO))
                .withMessage("timeout of an asynchronous item must be 1 ms or more, but is PT0S");
    }
}
