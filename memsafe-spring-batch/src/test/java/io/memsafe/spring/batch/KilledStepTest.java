package io.memsafe.spring.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.LocalPostgres;
import io.memsafe.fork.RunningJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Jobs whose process dies by signal 9 at random points, recovered and started again until every item is there exactly once. The
 * number of points for each database is the system property {@code memsafe.kills}, 3 unless given.
 */
@Execution(ExecutionMode.CONCURRENT)
class KilledStepTest {
    private static final int KILLS = Integer.getInteger("memsafe.kills", 3);
    private static final int MOST_LINES = 120;

    @TempDir
    private Path folder;

    /** Runs a child that is killed at its n-th line; {@code null} if it was, else its result. */
    private ForkedResult killedAt(int line, String url, String user, Path numbers, Path quarantine) {
        AtomicReference<RunningJvm> running = new AtomicReference<>();
        AtomicInteger lines = new AtomicInteger();
        RunningJvm jvm = ForkedJvm.on(Jdk.running())
                .heap("64m")
                .flags("-XX:TieredStopAtLevel=1", "-Xshare:auto")
                .property("org.slf4j.simpleLogger.defaultLogLevel", "error")
                .ownClassPath()
                .timeout(Duration.ofMinutes(2))
                .main(KilledStep.class.getName(), url, user, numbers.toString(), quarantine.toString())
                .onLine(said -> {
                    if (lines.incrementAndGet() >= line && running.get() != null) {
                        running.get().kill();
                    }
                })
                .start();
        running.set(jvm);
        ForkedResult result = jvm.await();
        if (result.killed()) {
            return null;
        }
        assertThat(result.exitCode()).as("%s", result).isZero();
        return result;
    }

    private void killAndRestart(String url, String user, int seed) throws Exception {
        DataSource source = Batches.source(url, user);
        Batches.createTables(source);
        Path numbers = folder.resolve("numbers.txt");
        Files.write(
                numbers,
                IntStream.range(0, KilledStep.ITEMS).mapToObj(String::valueOf).toList());
        Random random = new Random(seed);
        int killed = 0;
        for (int round = 0; killed < KILLS; round++) {
            Batches batches = new Batches(source);
            for (var instance : batches.repository.findJobInstances("job")) {
                batches.repository.deleteJobInstance(instance);
            }
            try (var connection = source.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("delete from item");
            }
            Path quarantine = folder.resolve("quarantine-" + round + ".jsonl");
            ForkedResult result = null;
            while (result == null) {
                int line = killed < KILLS ? 1 + random.nextInt(MOST_LINES) : Integer.MAX_VALUE;
                result = killedAt(line, url, user, numbers, quarantine);
                killed += result == null ? 1 : 0;
                batches.stored();
            }
            assertComplete(batches, quarantine, result);
        }
        System.out.println("killed " + killed + " times, seed " + seed + ", " + url.replaceAll(":[^:]*$", ""));
    }

    private static void assertComplete(Batches batches, Path quarantine, ForkedResult result) throws Exception {
        BitSet expected = new BitSet();
        int aside = 0;
        for (int item = 0; item < KilledStep.ITEMS; item++) {
            switch (KilledStep.fate(item)) {
                case "written" -> expected.set(item);
                case "quarantined" -> aside++;
                default -> {}
            }
        }
        assertThat(batches.stored()).isEqualTo(expected);
        assertThat(Files.readAllLines(quarantine)).hasSize(aside);
        assertThat(result.lines()).last().asString().startsWith("COMPLETED ");
    }

    /** A server of its own, so that no kill finds H2 itself in the middle of a file. */
    @Test
    void everyItemIsInH2ExactlyOnceHoweverOftenTheProcessIsKilled() throws Exception {
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", folder.toString())
                .start();
        try {
            killAndRestart("jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/./db", "", 1);
        } finally {
            server.stop();
        }
    }

    @Test
    void everyItemIsInPostgresExactlyOnceHoweverOftenTheProcessIsKilled() throws Exception {
        assumeTrue(LocalPostgres.isInstalled(), "no PostgreSQL server is installed");
        try (LocalPostgres server = LocalPostgres.start()) {
            killAndRestart(server.url(), server.user(), 2);
        }
    }
}
