package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.memsafe.PressureLevel;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GateTest {
    private final AtomicReference<PressureLevel> level = new AtomicReference<>(PressureLevel.NORMAL);
    private final Gate gate = new Gate(3, level::get);
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
        gate.enter();
        gate.enter();
        gate.enter();
        assertThat(gate.waiting()).isNull();
    }

    @Test
    void oneWorkerRunsAtCriticalAndTheOthersComeBackByThemselves() throws Exception {
        level.set(PressureLevel.CRITICAL);
        gate.enter();
        Future<Void> second = elsewhere(() -> {
            gate.enter();
            return null;
        });
        awaitWaiting("CRITICAL");
        assertThat(second.isDone()).isFalse();
        level.set(PressureLevel.NORMAL);
        second.get();
        assertThat(gate.waitedNanos()).isPositive();
    }

    @Test
    void chunksWaitForTheirBytes() throws Exception {
        gate.enter();
        gate.enter();
        gate.charge(80, 100);
        Future<Void> second = elsewhere(() -> {
            gate.charge(30, 100);
            return null;
        });
        awaitWaiting("chunks in flight");
        gate.exit(80);
        second.get();
    }

    @Test
    void aChunkBiggerThanTheBoundGoesWhenNobodyElseRuns() throws Exception {
        gate.enter();
        gate.charge(1_000, 100);
        assertThat(gate.waiting()).isNull();
    }

    @Test
    void workersThatAllWaitForBytesDoNotWaitForEver() throws Exception {
        gate.enter();
        gate.enter();
        gate.enter();
        Callable<Void> tooBig = () -> {
            gate.charge(1_000, 100);
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
        gate.enter();
        gate.enter();
        Future<Void> victim = elsewhere(() -> {
            gate.enterAlone();
            return null;
        });
        awaitWaiting("alone");
        assertThat(victim.isDone()).isFalse();
        gate.exit(0);
        victim.get();
        Future<Void> third = elsewhere(() -> {
            gate.enter();
            return null;
        });
        awaitWaiting("alone");
        assertThat(third.isDone()).isFalse();
        gate.leaveAlone();
        third.get();
    }

    @Test
    void twoVictimsGoOneAfterTheOther() throws Exception {
        gate.enter();
        gate.enter();
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
}
