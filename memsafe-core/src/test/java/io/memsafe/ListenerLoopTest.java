package io.memsafe;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListenerLoopTest {
    private final AtomicLong clock = new AtomicLong();
    private final ListenerLoop loop = new ListenerLoop("test-listeners", clock::get);
    private final List<PressureLevel> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        loop.close();
    }

    private void tell(PressureLevel to) {
        HeapAssessment heap = new HeapAssessment(
                "G1", 1, 1, 1, 1, 1, 1, "test", Duration.ZERO, true, 0, 0, TimeToExhaustion.NEVER, 0, 0);
        MemoryArea area = new MemoryArea("heap", Unit.BYTES, 1, 1, 0, TimeToExhaustion.NEVER, PressureLevel.EMERGENCY);
        MemoryAssessment assessment = new MemoryAssessment(Duration.ZERO, heap, List.of(area), List.of(), List.of());
        loop.tell(new LevelChange(PressureLevel.NORMAL, to, Duration.ZERO, List.of("test"), assessment));
    }

    @Test
    void changesAreHeardInOrder() {
        loop.register("hears", change -> heard.add(change.to()));
        loop.start();
        tell(PressureLevel.WARNING);
        tell(PressureLevel.CRITICAL);
        tell(PressureLevel.NORMAL);
        await().until(() -> heard.size() == 3);
        assertThat(heard).containsExactly(PressureLevel.WARNING, PressureLevel.CRITICAL, PressureLevel.NORMAL);
    }

    @Test
    void oneThatThrowsIsCalledAgainAndTheOthersHear() {
        AtomicLong thrown = new AtomicLong();
        loop.register("throws", change -> {
            thrown.incrementAndGet();
            throw new AssertionError("on purpose");
        });
        loop.register("hears", change -> heard.add(change.to()));
        loop.start();
        tell(PressureLevel.WARNING);
        tell(PressureLevel.NORMAL);
        await().until(() -> heard.size() == 2);
        assertThat(thrown).hasValue(2);
    }

    @Test
    void oneThatHangsIsSetAsideAndCalledAgainWhenItHasReturned() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        List<PressureLevel> slow = new CopyOnWriteArrayList<>();
        loop.register("hangs", change -> {
            slow.add(change.to());
            inside.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        loop.register("hears", change -> heard.add(change.to()));
        loop.start();
        tell(PressureLevel.WARNING);
        inside.await();
        loop.watch();
        assertThat(heard).as("not taken for hung before its time").isEmpty();
        clock.addAndGet(Duration.ofSeconds(6).toNanos());
        loop.watch();
        await().until(() -> heard.size() == 1);
        tell(PressureLevel.CRITICAL);
        await().until(() -> heard.size() == 2);
        assertThat(slow).containsExactly(PressureLevel.WARNING);
        end.countDown();
        await().until(() -> {
            tell(PressureLevel.EMERGENCY);
            return slow.contains(PressureLevel.EMERGENCY);
        });
    }

    @Test
    void oneThatIsTakenBackHearsNothingMore() {
        Registration registration = loop.register("hears", change -> heard.add(change.to()));
        List<PressureLevel> other = new CopyOnWriteArrayList<>();
        loop.register("other", change -> other.add(change.to()));
        loop.start();
        registration.close();
        tell(PressureLevel.WARNING);
        await().until(() -> other.size() == 1);
        assertThat(heard).isEmpty();
    }

    @Test
    void tooManyChangesDropTheOldest() {
        for (int i = 0; i < 1_000; i++) {
            tell(PressureLevel.WARNING);
        }
        tell(PressureLevel.NORMAL);
        loop.register("hears", change -> heard.add(change.to()));
        loop.start();
        await().until(() -> heard.contains(PressureLevel.NORMAL));
        assertThat(heard).hasSizeLessThanOrEqualTo(256);
    }
}
