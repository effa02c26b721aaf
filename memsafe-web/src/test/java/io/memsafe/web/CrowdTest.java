package io.memsafe.web;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.HeapAssessment;
import io.memsafe.TimeToExhaustion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CrowdTest {
    private static final long MB = 1 << 20;

    private final AtomicInteger atWork = new AtomicInteger();

    private static HeapAssessment heap(String collector, long capacityMegabytes, long liveMegabytes) {
        return new HeapAssessment(
                collector,
                capacityMegabytes * MB,
                capacityMegabytes * MB,
                liveMegabytes * MB,
                liveMegabytes * MB,
                0,
                liveMegabytes * MB,
                "a test",
                Duration.ZERO,
                true,
                0,
                0,
                TimeToExhaustion.NEVER,
                0,
                0);
    }

    private List<Thread> enter(Crowd crowd, int requests) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            Thread thread = new Thread(() -> {
                crowd.enter();
                atWork.incrementAndGet();
            });
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    @Test
    void asManyAreAtWorkAsThereAreFreePagesForTwice() {
        Crowd crowd = new Crowd(heap("ZGC", 120, 80));
        enter(crowd, 10).forEach(CrowdTest::join);
        assertThat(atWork).hasValue(10);
        Thread next = enter(crowd, 1).get(0);
        await().until(() -> next.getState() == Thread.State.TIMED_WAITING);
        assertThat(atWork).hasValue(10);
        crowd.leave();
        join(next);
        List<Thread> two = enter(crowd, 2);
        crowd.look(2, heap("ZGC", 120, 80));
        two.forEach(CrowdTest::join);
        crowd.look(2, heap("ZGC", 120, 20));
        enter(crowd, 15).forEach(CrowdTest::join);
        assertThat(atWork).as("more is free now").hasValue(28);
    }

    @Test
    void whoWaitsForLongGoesToWorkAllTheSame() {
        Crowd crowd = new Crowd(heap("ZGC", 120, 119));
        enter(crowd, 5).forEach(CrowdTest::join);
        assertThat(atWork).hasValue(5);
    }

    @Test
    void nobodyWaitsOnOtherCollectorsAndInLargeHeaps() {
        enter(new Crowd(heap("G1", 120, 110)), 50).forEach(CrowdTest::join);
        enter(new Crowd(heap("ZGC", 1_000, 990)), 50).forEach(CrowdTest::join);
        assertThat(atWork).hasValue(100);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
