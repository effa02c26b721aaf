package io.memsafe.batch;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.LocalPostgres;
import io.memsafe.fork.RunningJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Processes that die by signal 9 at random points, and are started again at once, until every item is there exactly once.
 * The number of points is the system property {@code memsafe.kills}, 6 unless given.
 */
@Execution(ExecutionMode.CONCURRENT)
class KillTest {
    private static final int KILLS = Integer.getInteger("memsafe.kills", 6);
    private static final int MOST_STEPS = 150;
    private static final int ROUND_KILLS = 12;

    @TempDir
    private Path folder;

    private Path quarantine() {
        return folder.resolve("quarantine.jsonl");
    }

    private ForkedJvm child(String url, String user, String... more) {
        String[] arguments = {url, user, quarantine().toString(), "endless"};
        return ForkedJvm.on(Jdk.running())
                .heap("64m")
                .flags("-XX:TieredStopAtLevel=1", "-Xshare:auto")
                .ownClassPath()
                .timeout(Duration.ofMinutes(2))
                .main(KilledChild.class.getName(), more.length == 0 ? Arrays.copyOf(arguments, 3) : arguments);
    }

    /** Runs a child that is killed at its n-th step; {@code null} if it was, else its result. */
    private ForkedResult killedAt(int step, String url, String user) {
        AtomicReference<RunningJvm> running = new AtomicReference<>();
        AtomicInteger steps = new AtomicInteger();
        RunningJvm jvm = child(url, user)
                .onLine(line -> {
                    if (steps.incrementAndGet() >= step && running.get() != null) {
                        running.get().kill();
                    }
                })
                .start();
        running.set(jvm);
        ForkedResult result = jvm.await();
        assertThat(result.timedOut()).as("the child hung: %s", result).isFalse();
        return result.exitCode() == 0 ? result : null;
    }

    private static void createTable(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists item");
            statement.execute("create table item (id int)"); // without a key: an item can be there twice
        }
    }

    private static BitSet stored(DataSource source) throws SQLException {
        BitSet stored = new BitSet();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select id from item")) {
            while (row.next()) {
                assertThat(stored.get(row.getInt(1)))
                        .as("item %d is there twice", row.getInt(1))
                        .isFalse();
                stored.set(row.getInt(1));
            }
        }
        return stored;
    }

    /** Where the items go. */
    private interface Place {
        /** Empties it, and forgets the job. */
        void clear() throws Exception;

        /** The items that are there; fails if one is there twice. */
        BitSet stored() throws Exception;
    }

    private Place database(DataSource source) {
        return new Place() {
            @Override
            public void clear() throws Exception {
                createTable(source);
                Checkpoint.jdbc(source).forget("killed");
            }

            @Override
            public BitSet stored() throws SQLException {
                return KillTest.stored(source);
            }
        };
    }

    private Place file(Path file) {
        return new Place() {
            @Override
            public void clear() throws Exception {
                Files.deleteIfExists(file);
                Checkpoint.file(KilledChild.checkpoint(file)).forget("killed");
            }

            @Override
            public BitSet stored() throws IOException {
                BitSet stored = new BitSet();
                String text = Files.exists(file) ? Files.readString(file) : "";
                for (String line :
                        text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                    assertThat(stored.get(Integer.parseInt(line)))
                            .as("item %s is there twice", line)
                            .isFalse();
                    stored.set(Integer.parseInt(line));
                }
                return stored;
            }
        };
    }

    private void killAndRestart(String url, String user, Place place, int seed) throws Exception {
        Random random = new Random(seed);
        int killed = 0;
        while (killed < KILLS) {
            place.clear();
            Files.deleteIfExists(quarantine());
            ForkedResult result = null;
            for (int inRound = 0; result == null; inRound++) {
                boolean kill = killed < KILLS && inRound < ROUND_KILLS;
                result = killedAt(kill ? 1 + random.nextInt(MOST_STEPS) : Integer.MAX_VALUE, url, user);
                killed += result == null ? 1 : 0;
                place.stored();
            }
            assertComplete(place, result);
        }
        System.out.println("killed " + killed + " times, seed " + seed + ", " + url.replaceAll(":[^:]*$", ""));
    }

    private void assertComplete(Place place, ForkedResult result) throws Exception {
        BitSet expected = new BitSet();
        TreeSet<Long> set = new TreeSet<>();
        int filtered = 0;
        for (int item = 0; item < KilledChild.ITEMS; item++) {
            switch (KilledChild.fate(item)) {
                case "written" -> expected.set(item);
                case "filtered" -> filtered++;
                default -> set.add((long) item);
            }
        }
        BitSet lost = (BitSet) expected.clone();
        lost.andNot(place.stored());
        assertThat(lost).as("lost items").isEqualTo(new BitSet());
        assertThat(place.stored().cardinality()).isEqualTo(expected.cardinality());
        assertThat(QuarantineLines.read(quarantine()).keySet()).isEqualTo(set);
        assertThat(Files.readAllLines(quarantine())).hasSize(set.size());
        assertThat(result.lines())
                .last()
                .asString()
                .startsWith("COMPLETED written=" + expected.cardinality() + " filtered=" + filtered + " quarantined="
                        + set.size());
    }

    @Test
    void everyItemIsInH2ExactlyOnceHoweverOftenTheProcessIsKilled() throws Exception {
        String url = "jdbc:h2:" + folder.resolve("db") + ";WRITE_DELAY=0";
        killAndRestart(url, "", database(KilledChild.source(url, "")), 1);
    }

    @Test
    void everyItemIsInAFileExactlyOnceHoweverOftenTheProcessIsKilled() throws Exception {
        Path file = folder.resolve("items.txt");
        killAndRestart(KilledChild.FILE + file, "", file(file), 3);
    }

    @Test
    void everyItemIsInPostgresExactlyOnceHoweverOftenTheProcessIsKilled() throws Exception {
        assumeTrue(LocalPostgres.isInstalled(), "no PostgreSQL server is installed");
        try (LocalPostgres server = LocalPostgres.start()) {
            Place place = database(KilledChild.source(server.url(), server.user()));
            killAndRestart(server.url(), server.user(), place, 2);
        }
    }

    @Test
    void aTerminatedProcessStopsAtTheNextBoundaryWithItsProgressSaved() throws Exception {
        String url =
                "jdbc:h2:" + folder.resolve("db") + ";DB_CLOSE_ON_EXIT=FALSE"; // or H2 goes before the job has stopped
        DataSource source = KilledChild.source(url, "");
        createTable(source);
        AtomicReference<RunningJvm> running = new AtomicReference<>();
        AtomicInteger steps = new AtomicInteger();
        RunningJvm jvm = child(url, "", "endless")
                .onLine(line -> {
                    if (steps.incrementAndGet() >= 60 && running.get() != null) {
                        ProcessHandle.of(running.get().pid()).ifPresent(ProcessHandle::destroy);
                    }
                })
                .start();
        running.set(jvm);
        assertThat(jvm.await().exitCode()).isEqualTo(128 + 15);
        BitSet stored = stored(source);
        SavedProgress saved;
        try (CheckpointStore store = Checkpoint.jdbc(source).claim("killed")) {
            saved = store.load();
        }
        assertThat(saved.state()).isEqualTo(SavedProgress.State.STOPPED);
        assertThat(saved.settled().ranges()).as("no hole is left").hasSize(2);
        long mark = saved.settled().lowWater();
        assertThat(stored.stream().asLongStream().boxed().toList())
                .isEqualTo(IntStream.range(0, (int) mark)
                        .filter(item -> KilledChild.fate(item).equals("written"))
                        .asLongStream()
                        .boxed()
                        .toList());
    }

    @Test
    void aSecondProcessIsRefusedAndTheClaimOfADeadOneIsVoid() throws Exception {
        assumeTrue(LocalPostgres.isInstalled(), "no PostgreSQL server is installed");
        try (LocalPostgres server = LocalPostgres.start()) {
            DataSource source = KilledChild.source(server.url(), server.user());
            createTable(source);
            List<CheckpointException> refusals = new CopyOnWriteArrayList<>();
            AtomicReference<RunningJvm> running = new AtomicReference<>();
            RunningJvm jvm = child(server.url(), server.user(), "endless")
                    .onLine(line -> {
                        if (line.equals("writing") && refusals.isEmpty()) {
                            try (CheckpointStore store = Checkpoint.jdbc(source).claim("killed")) {
                                throw new AssertionError("claimed twice: " + store);
                            } catch (CheckpointException e) {
                                refusals.add(e);
                                running.get().kill();
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        }
                    })
                    .start();
            running.set(jvm);
            jvm.await();
            assertThat(refusals)
                    .singleElement()
                    .satisfies(refusal -> assertThat(refusal).hasMessageContaining("process " + jvm.pid()));
            try (CheckpointStore store = claimOfTheDead(source)) {
                assertThat(store.load().state()).isEqualTo(SavedProgress.State.RUNNING);
            }
        }
    }

    /** The server needs a moment to see that the client is gone. */
    private static CheckpointStore claimOfTheDead(DataSource source) {
        AtomicReference<CheckpointStore> store = new AtomicReference<>();
        await().ignoreExceptions().until(() -> {
            store.set(Checkpoint.jdbc(source).claim("killed"));
            return true;
        });
        return store.get();
    }

    @Test
    void aRunThatLostItsClaimCommitsNothingMore() throws Exception {
        assumeTrue(LocalPostgres.isInstalled(), "no PostgreSQL server is installed");
        try (LocalPostgres server = LocalPostgres.start()) {
            DataSource source = KilledChild.source(server.url(), server.user());
            try (JdbcStore first = (JdbcStore) Checkpoint.jdbc(source).claim("killed");
                    Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'");
                try (CheckpointStore second = claimOfTheDead(source)) {
                    assertThat(second.load()).isNull();
                    connection.setAutoCommit(false);
                    assertThatExceptionOfType(CheckpointException.class)
                            .isThrownBy(() -> first.insertRange(connection, 0, 10, 10, 0, 0))
                            .withMessageContaining("lost its claim");
                }
            } catch (SQLException e) {
                // The first claim cannot be given up: its connection is dead.
                assertThat(e.getSQLState()).startsWith("57");
            }
        }
    }
}
