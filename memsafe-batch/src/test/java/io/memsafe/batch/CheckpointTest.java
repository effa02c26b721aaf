package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.memsafe.MemoryGovernor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    private static final int ITEMS = 1_000;
    private static MemoryGovernor governor;

    @TempDir
    private Path folder;

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

    private Path file() {
        return folder.resolve("job.checkpoint");
    }

    private JdbcDataSource database() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:" + folder.resolve("db"));
        return source;
    }

    private Checkpoint checkpoint(String kind) {
        return kind.equals("file") ? Checkpoint.file(file()) : Checkpoint.jdbc(database());
    }

    private BatchJob<Integer, Integer> job(Checkpoint checkpoint) {
        return BatchJob.<Integer, Integer>named("test")
                .reader(ItemReader.of(numbers(ITEMS)))
                .processor(item -> item)
                .writer(written::addAll)
                .chunk(ChunkSize.fixed(10))
                .workers(2)
                .quarantine(quarantined::add)
                .checkpoint(checkpoint);
    }

    private BatchReport failAt(int item, BatchJob<Integer, Integer> job) {
        return job.processor(each -> {
                    if (each == item) {
                        throw new IOException("not yet");
                    }
                    return each;
                })
                .run(governor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "jdbc"})
    void aFailedJobGoesOnWhereItStood(String kind) {
        BatchReport first = failAt(500, job(checkpoint(kind)));
        assertThat(first.status()).isEqualTo(BatchStatus.FAILED);
        int before = written.size();
        BatchReport second = job(checkpoint(kind)).run(governor);
        assertThat(second.failure()).isNull();
        assertThat(written).containsExactlyInAnyOrderElementsOf(numbers(ITEMS));
        assertThat(second.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(second.resumed()).isEqualTo(before);
        assertThat(second.read()).isEqualTo(ITEMS);
        assertThat(second.written()).isEqualTo(ITEMS);
        assertThat(second.guarantee()).isEqualTo(Guarantee.AT_LEAST_ONCE);
        assertThat(second.notes()).singleElement().asString().contains("FAILED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "jdbc"})
    void countsAndQuarantineGoOnAcrossAStop(String kind) {
        AtomicReference<BatchJob<Integer, Integer>> first = new AtomicReference<>();
        first.set(job(checkpoint(kind)).skip(IOException.class, 40).processor(item -> {
            if (item == 333) {
                first.get().stop();
            }
            return decide(item);
        }));
        BatchReport stopped = first.get().run(governor);
        assertThat(stopped.status()).isEqualTo(BatchStatus.STOPPED);
        BatchReport report = job(checkpoint(kind))
                .skip(IOException.class, 40)
                .processor(CheckpointTest::decide)
                .run(governor);
        assertThat(report.failure()).isNull();
        assertThat(report.filtered()).isEqualTo(100);
        assertThat(report.quarantined()).isEqualTo(40);
        assertThat(report.written()).isEqualTo(ITEMS - 140);
        assertThat(quarantined)
                .extracting(QuarantinedItem::position)
                .doesNotHaveDuplicates()
                .hasSize(40);
        assertThat(written).doesNotHaveDuplicates().hasSize(ITEMS - 140);
    }

    private static Integer decide(int item) throws IOException {
        if (item % 25 == 24) {
            throw new IOException("one of forty");
        }
        return item % 10 == 0 ? null : item;
    }

    /** Says where it stands, and goes there without reading what comes before. */
    private static final class Seekable implements ItemReader<Integer> {
        private final AtomicInteger reads = new AtomicInteger();
        private int next;

        @Override
        public Integer read() {
            if (next == ITEMS) {
                return null;
            }
            reads.incrementAndGet();
            return next++;
        }

        @Override
        public String checkpointInfo() {
            return Integer.toString(next);
        }

        @Override
        public void open(String checkpointInfo) {
            next = Integer.parseInt(checkpointInfo);
        }
    }

    @Test
    void aReaderThatCanIsOpenedAtTheLowWaterMark() {
        failAt(500, job(Checkpoint.file(file())).reader(new Seekable()));
        Seekable reader = new Seekable();
        BatchReport report = job(Checkpoint.file(file())).reader(reader).run(governor);
        assertThat(report.failure()).isNull();
        assertThat(written).containsExactlyInAnyOrderElementsOf(numbers(ITEMS));
        assertThat(reader.reads.get()).isLessThanOrEqualTo(ITEMS - 480);
    }

    @Test
    void itemsThatWereSettledOutOfOrderAreNotDoneAgain() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        BatchReport first = job(Checkpoint.file(file()))
                .processor(item -> {
                    if (item == 105) { // its chunk stays behind while the other worker goes on
                        held.await();
                        throw new IOException("late");
                    }
                    if (item == 700) {
                        held.countDown();
                    }
                    return item;
                })
                .run(governor);
        assertThat(first.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(first.written()).isGreaterThan(500);
        BatchReport second = job(Checkpoint.file(file())).run(governor);
        assertThat(second.failure()).isNull();
        assertThat(written).containsExactlyInAnyOrderElementsOf(numbers(ITEMS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "jdbc"})
    void aJobThatRunsIsRefusedASecondTime(String kind) {
        AtomicReference<BatchReport> second = new AtomicReference<>();
        AtomicBoolean once = new AtomicBoolean();
        BatchReport first = job(checkpoint(kind))
                .processor(item -> {
                    if (once.compareAndSet(false, true)) {
                        second.set(job(checkpoint(kind)).run(governor));
                    }
                    return item;
                })
                .run(governor);
        assertThat(second.get().status()).isEqualTo(BatchStatus.FAILED);
        assertThat(second.get().failure())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("job test runs already")
                .hasMessageContaining("process " + ProcessHandle.current().pid());
        assertThat(first.complete()).isTrue();
        assertThat(written).containsExactlyInAnyOrderElementsOf(numbers(ITEMS));
    }

    @Test
    void anH2BehindAServerIsRefused() throws SQLException {
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        try {
            JdbcDataSource source = new JdbcDataSource();
            source.setURL("jdbc:h2:tcp://localhost:" + server.getPort() + "/" + folder.resolve("served"));
            assertThat(job(Checkpoint.jdbc(source)).run(governor).failure())
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("embedded")
                    .hasMessageContaining(String.valueOf(server.getPort()));
        } finally {
            server.stop();
        }
    }

    @Test
    void aCompletedJobIsRefusedUnlessInputsAreTold() {
        assertThat(job(Checkpoint.file(file())).run(governor).complete()).isTrue();
        BatchReport again = job(Checkpoint.file(file())).run(governor);
        assertThat(again.failure())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("completed")
                .hasMessageContaining("inputId");
        assertThat(written).hasSize(ITEMS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "jdbc"})
    void aJobThatIsForgottenBeginsAnew(String kind) throws Exception {
        assertThat(job(checkpoint(kind)).run(governor).complete()).isTrue();
        checkpoint(kind).forget("test");
        BatchReport again = job(checkpoint(kind)).run(governor);
        assertThat(again.complete()).isTrue();
        assertThat(again.resumed()).isZero();
        assertThat(written).hasSize(2 * ITEMS);
    }

    @Test
    void aCompletedInputIsNotDoneAgainAndTheNextOneBeginsAnew() {
        Path file = file();
        assertThat(job(Checkpoint.file(file)).inputId("monday").run(governor).complete())
                .isTrue();
        BatchReport same = job(Checkpoint.file(file)).inputId("monday").run(governor);
        assertThat(same.complete()).isTrue();
        assertThat(same.resumed()).isEqualTo(ITEMS);
        assertThat(written).hasSize(ITEMS);
        BatchReport next = job(Checkpoint.file(file)).inputId("tuesday").run(governor);
        assertThat(next.complete()).isTrue();
        assertThat(next.resumed()).isZero();
        assertThat(written).hasSize(2 * ITEMS);
    }

    @Test
    void anotherInputInTheMiddleOfOneIsRefused() {
        failAt(500, job(Checkpoint.file(file())).inputId("monday"));
        assertThat(job(Checkpoint.file(file())).inputId("tuesday").run(governor).failure())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("'tuesday'")
                .hasMessageContaining("'monday'");
    }

    @Test
    void anInputThatBecameShorterIsAnError() {
        failAt(500, job(Checkpoint.file(file())));
        assertThat(job(Checkpoint.file(file()))
                        .reader(ItemReader.of(numbers(300)))
                        .skip(Exception.class, 1_000)
                        .run(governor)
                        .failure())
                .hasMessageContaining("the input ends at item 300");
    }

    @ParameterizedTest
    @ValueSource(strings = {"torn", "empty", "missing"})
    void aDamagedCheckpointFallsBackToTheOneBefore(String damage) throws IOException {
        failAt(500, job(Checkpoint.file(file())));
        switch (damage) {
            case "torn" -> Files.write(file(), Arrays.copyOf(Files.readAllBytes(file()), 100));
            case "empty" -> Files.write(file(), new byte[0]);
            default -> Files.delete(file());
        }
        BatchReport report = job(Checkpoint.file(file())).run(governor);
        assertThat(report.failure()).isNull();
        assertThat(report.notes()).anyMatch(note -> note.contains("damaged"));
        assertThat(written).containsAll(numbers(ITEMS));
    }

    @Test
    void aCheckpointOfWhichNothingIsWholeIsAnErrorThatSaysWhatToDo() throws IOException {
        failAt(500, job(Checkpoint.file(file())));
        Files.write(file(), new byte[] {1, 2, 3});
        Files.write(file().resolveSibling("job.checkpoint.previous"), new byte[] {1, 2, 3});
        assertThat(job(Checkpoint.file(file())).run(governor).failure())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(file().getFileName().toString())
                .hasMessageContaining("Delete it");
    }

    @Test
    void aCheckpointOfANewerVersionIsRefused() throws IOException {
        SavedProgress saved = new SavedProgress(
                "test",
                null,
                SavedProgress.State.STOPPED,
                new Settled.Snapshot(new long[] {0, 5}, new Tally(5, 5, 0, 0)),
                0,
                null,
                null,
                Map.of(),
                null,
                Instant.EPOCH);
        String newer = saved.text().replace("schema=1", "schema=2");
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> SavedProgress.parse(newer))
                .withMessageContaining("schema 2");
    }

    @Test
    void aRestartStartsRightSized() {
        failAt(900, job(Checkpoint.file(file())).chunk(ChunkSize.adaptive(1, 100)));
        AtomicInteger firstChunk = new AtomicInteger();
        job(Checkpoint.file(file()))
                .chunk(ChunkSize.adaptive(1, 100))
                .workers(1)
                .writer(items -> firstChunk.compareAndSet(0, items.size()))
                .run(governor);
        assertThat(firstChunk.get()).isGreaterThan(64);
    }

    @Test
    void aTransactionalWriterNeedsADatabaseForItsProgress() {
        assertThatIllegalStateException()
                .isThrownBy(() -> job(Checkpoint.file(file()))
                        .transactionalWriter((connection, items) -> written.addAll(items))
                        .run(governor))
                .withMessageContaining("Checkpoint.jdbc");
    }

    @Test
    void settingsOutOfBoundsAreRefusedWithTheirValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> job(Checkpoint.file(file()), Duration.ZERO))
                .withMessageContaining("PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> job(Checkpoint.file(file())).inputId(" "))
                .withMessageContaining("inputId");
    }

    private BatchJob<Integer, Integer> job(Checkpoint checkpoint, Duration interval) {
        return job(checkpoint).checkpoint(checkpoint, interval);
    }

    @Test
    void aCheckpointThatCannotBeSavedFailsTheJobBeforeItStarts() {
        BatchReport report =
                job(Checkpoint.file(folder.resolve("missing").resolve("file"))).run(governor);
        assertThat(report.failure()).isInstanceOf(CheckpointException.class).hasMessageContaining("missing");
        assertThat(written).isEmpty();
    }
}
