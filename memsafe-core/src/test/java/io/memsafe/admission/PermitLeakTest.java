package io.memsafe.admission;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PermitLeakTest {

    private static void drop(MemoryBudget budget, long bytes) {
        assertThat(budget.tryAcquire(bytes)).isInstanceOf(MemoryPermit.class);
    }

    private static void awaitLeaks(MemoryBudget budget, long leaks) {
        await().until(() -> {
            System.gc();
            budget.refresh();
            return budget.leaks() == leaks;
        });
    }

    @Test
    void aDroppedPermitIsFoundGivenBackAndCounted() {
        MemoryBudget budget = MemoryBudget.fixed(100);
        drop(budget, 60);
        MemoryPermit kept = budget.tryAcquire(30).orThrow();
        assertThat(budget.reservedBytes()).isEqualTo(90);
        awaitLeaks(budget, 1);
        assertThat(budget.reservedBytes()).isEqualTo(30);
        kept.close();
        assertThat(budget.reservedBytes()).isZero();
        assertThat(budget.leaks()).isEqualTo(1);
    }

    @Test
    void aDroppedPermitGivesBackWhatItWasResizedTo() {
        MemoryBudget budget = MemoryBudget.fixed(100);
        MemoryBudget child = budget.child("child").create();
        assertThat(child.tryAcquire(60).orThrow().resize(70)).isInstanceOf(MemoryPermit.class);
        assertThat(child.reservedBytes()).isEqualTo(70);
        awaitLeaks(budget, 1);
        assertThat(child.reservedBytes()).isZero();
    }

    @Test
    void aClosedPermitIsNoLeakHoweverOftenItsGuardWasUsed() {
        MemoryBudget budget = MemoryBudget.fixed(100);
        for (int round = 0; round < 3; round++) {
            List<MemoryPermit> permits = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                permits.add(budget.tryAcquire(2).orThrow());
            }
            permits.forEach(MemoryPermit::close);
            permits.clear();
            System.gc();
            budget.refresh();
        }
        drop(budget, 1);
        awaitLeaks(budget, 1);
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void aRefusalIsAnOccasionToFindLostPermits() {
        MemoryBudget budget = MemoryBudget.fixed(100);
        drop(budget, 100);
        await().until(() -> {
            System.gc();
            return budget.tryAcquire(100) instanceof MemoryPermit;
        });
    }

    @Test
    void oneThatWaitsGetsTheBytesOfALostPermit() throws Exception {
        MemoryBudget budget = MemoryBudget.fixed(100);
        drop(budget, 100);
        CompletableFuture<Admission> waits = budget.acquireAsync(100);
        awaitLeaks(budget, 1);
        waits.get(10, TimeUnit.SECONDS).orThrow().close();
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void theLogNamesThePlaceOfAcquisitionWhenPermitsAreTraced() {
        MemoryBudget budget =
                MemoryBudget.builder().name("traced").fixed(100).tracing(true).build();
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true));
        try {
            drop(budget, 60);
            awaitLeaks(budget, 1);
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString()).contains("60 bytes of budget traced", "PermitLeakTest.drop");
    }
}
