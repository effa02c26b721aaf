package io.memsafe.batch;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.PressureLevel;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GateTest {
    private final AtomicReference<PressureLevel> level = new AtomicReference<>(PressureLevel.NORMAL);
    private final AtomicLong bound = new AtomicLong(100);
    private final Gate gate = new Gate(3, level::get, bound::get, Duration.ofMinutes(1));
    private final ExecutorService others = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        others.shutdownNow();
    }

    private Future<Void> elsewhere(Callable<Void> call) {
        return others.submit(call);
    }

    private void awaitWaiting(String reason) {
        await().until(() -> gate.waiting() != null && gate.waiting().contains(reason));
    }

    @Test
    void allWorkersRunWhileTheLevelIsNormal() throws Exception {
        gate.enter(0);
        gate.enter(0);
        gate.enter(0);
        assertThat(gate.waiting()).isNull();
    }

    @Test
    void oneWorkerRunsAtCriticalAndTheOthersComeBackByThemselves() throws Exception {
        level.set(PressureLevel.CRITICAL);
        gate.enter(0);
        Future<Void> second = elsewhere(() -> {
            gate.enter(0);
            return null;
        });
        awaitWaiting("CRITICAL");
        assertThat(second.isDone()).isFalse();
        level.set(PressureLevel.NORMAL);
        second.get();
        assertThat(gate.waits().total()).isPositive();
        assertThat(gate.waits().level()).isEqualTo(gate.waits().total());
    }

    @Test
    void chunksWaitForTheirBytes() throws Exception {
        gate.enter(0);
        gate.enter(0);
        gate.charge(0, 80);
        Future<Void> second = elsewhere(() -> {
            gate.charge(0, 30);
            return null;
        });
        awaitWaiting("chunks in flight");
        gate.exit(80);
        second.get();
    }

    @Test
    void aChunkBiggerThanTheBoundGoesWhenNobodyElseRuns() throws Exception {
        gate.enter(0);
        gate.charge(0, 1_000);
        assertThat(gate.waiting()).isNull();
    }

    @Test
    void workersThatAllWaitForBytesDoNotWaitForEver() throws Exception {
        gate.enter(0);
        gate.enter(0);
        gate.enter(0);
        Callable<Void> tooBig = () -> {
            gate.charge(0, 1_000);
            gate.exit(1_000);
            return null;
        };
        Future<Void> first = elsewhere(tooBig);
        Future<Void> second = elsewhere(tooBig);
        Future<Void> third = elsewhere(tooBig);
        first.get();
        second.get();
        third.get();
    }

    @Test
    void theVictimIsAloneOnceTheOthersHaveFinished() throws Exception {
        gate.enter(0);
        gate.enter(0);
        Future<Void> victim = elsewhere(() -> {
            gate.enterAlone();
            return null;
        });
        awaitWaiting("alone");
        assertThat(victim.isDone()).isFalse();
        gate.exit(0);
        victim.get();
        Future<Void> third = elsewhere(() -> {
            gate.enter(0);
            return null;
        });
        awaitWaiting("alone");
        assertThat(third.isDone()).isFalse();
        gate.leaveAlone();
        third.get();
    }

    @Test
    void twoVictimsGoOneAfterTheOther() throws Exception {
        gate.enter(0);
        gate.enter(0);
        Callable<Void> victim = () -> {
            gate.enterAlone();
            gate.leaveAlone();
            gate.exit(0);
            return null;
        };
        Future<Void> first = elsewhere(victim);
        Future<Void> second = elsewhere(victim);
        first.get();
        second.get();
        assertThat(gate.waiting()).isNull();
    }

    @Test
    void nobodyReadsAnotherLargeItemWhileOneIsWorkedOn() throws Exception {
        gate.enter(60);
        Future<Void> second = elsewhere(() -> {
            gate.enter(60);
            return null;
        });
        awaitWaiting("chunks in flight");
        assertThat(second.isDone()).isFalse();
        gate.exit(60);
        second.get();
        assertThat(gate.waits().level()).as("the level was NORMAL all the time").isZero();
        assertThat(gate.waits().bytes()).isPositive();
    }

    @Test
    void nobodyComesInWhileAChunkWaitsForItsBytes() throws Exception {
        gate.enter(0);
        gate.enter(0);
        gate.charge(0, 80);
        Future<Void> large = elsewhere(() -> {
            gate.charge(0, 1_000);
            gate.exit(1_000);
            return null;
        });
        awaitWaiting("chunks in flight");
        Future<Void> third = elsewhere(() -> {
            gate.enter(0);
            return null;
        });
        await().during(Duration.ofMillis(100)).until(() -> !third.isDone());
        gate.exit(80);
        large.get();
        third.get();
    }

    @Test
    void aBoundThatGrowsLetsThoseInWhoWaitForIt() throws Exception {
        gate.enter(90);
        Future<Void> second = elsewhere(() -> {
            gate.enter(90);
            return null;
        });
        awaitWaiting("chunks in flight");
        bound.set(1_000);
        second.get();
    }

    @Test
    void aWaitWithoutAnyProgressEndsWithItsReason() throws Exception {
        Gate hasty = new Gate(2, () -> PressureLevel.CRITICAL, bound::get, Duration.ofMillis(50));
        hasty.enter(0);
        assertThatThrownBy(() -> hasty.enter(0))
                .isInstanceOf(MemoryWaitTimeoutException.class)
                .hasMessageContaining("PT0.05S")
                .hasMessageContaining("memory level CRITICAL lets one worker run");
    }

    @Test
    void aWaitDoesNotEndWhileOthersMakeProgress() throws Exception {
        Duration limit = Duration.ofMillis(500);
        Gate hasty = new Gate(3, level::get, bound::get, limit);
        hasty.enter(90);
        Future<Void> second = elsewhere(() -> {
            hasty.enter(90);
            return null;
        });
        await().until(() -> hasty.waiting() != null);
        long start = System.nanoTime();
        while (System.nanoTime() - start < 3 * limit.toNanos()) {
            hasty.enter(0); // a third worker with small items, chunk after chunk
            hasty.exit(0);
        }
        assertThat(second.isDone()).isFalse();
        hasty.exit(90);
        second.get();
    }
}
