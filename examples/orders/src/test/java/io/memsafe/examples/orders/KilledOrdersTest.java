package io.memsafe.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.ForkedResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The example dies by signal 9 at random points, its start included, and is started again until every order is there exactly
 * once. The number of points for each database is the system property {@code memsafe.kills}, 2 unless given.
 */
@Execution(ExecutionMode.CONCURRENT)
class KilledOrdersTest {
    private static final int KILLS = Integer.getInteger("memsafe.kills", 2);
    private static final int KILLS_A_ROUND = 5;
    private static final int ORDERS = 700;
    private static final int MOST_LINES = 60;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void everyOrderIsInTheTableOnceHoweverOftenTheProcessIsKilled(Database.Kind kind) throws Exception {
        Random random = new Random(kind.ordinal() + 1);
        Path file = folder.resolve("orders.txt");
        OrderFile.generate(file, ORDERS);
        int killed = 0;
        for (int round = 1; killed < KILLS; round++) {
            Path own = Files.createDirectory(folder.resolve("round-" + round));
            Files.createLink(own.resolve("orders.txt"), file);
            try (Database database = Database.open(kind, own)) {
                int most = Math.min(killed + KILLS_A_ROUND, KILLS);
                ForkedResult result;
                do {
                    result = killedAt(killed < most ? 1 + random.nextInt(MOST_LINES) : Integer.MAX_VALUE, database);
                    killed += result.killed() ? 1 : 0;
                } while (result.killed());
                assertThat(result.exitCode()).as("%s", result).isZero();
                database.assertLoaded(ORDERS, own.resolve("set-aside-1.jsonl"));
            }
        }
        System.out.println("killed " + killed + " times, " + kind);
    }

    /** Runs the program, which is killed at its n-th line. */
    private static ForkedResult killedAt(int last, Database database) {
        AtomicInteger lines = new AtomicInteger();
        ForkedResult result = Program.run(
                (jvm, line) -> {
                    if (lines.incrementAndGet() >= last) {
                        jvm.kill();
                    }
                },
                0,
                database.arguments("--orders.recover=true"));
        assertThat(result.timedOut()).as("%s", result).isFalse();
        return result;
    }
}
