package io.memsafe.response;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.memsafe.response.internal.Callee;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OrderlyStopTest {
    private final AtomicLong clock = new AtomicLong();
    private final List<String> done = new CopyOnWriteArrayList<>();

    private OrderlyStop stop(OrderlyStop.Builder builder) {
        return new OrderlyStop(builder, clock::get, code -> done.add("exit " + code), code -> done.add("halt " + code));
    }

    private void performDue(OrderlyStop stop) {
        for (Callee due = stop.next(); due != null; due = stop.next()) {
            due.perform();
        }
    }

    @Test
    void readinessGoesDownThenComesGraceThenTheActionsInTheirOrderThenTheExit() throws InterruptedException {
        OrderlyStop stop = stop(OrderlyStop.builder()
                .grace(Duration.ofSeconds(20))
                .action("first", () -> done.add("first"))
                .action("second", () -> done.add("second"))
                .exit(75));
        assertThat(stop.ready()).isTrue();
        stop.begin("test");
        assertThat(stop.ready()).isFalse();
        clock.set(Duration.ofSeconds(19).toNanos());
        performDue(stop);
        assertThat(done).isEmpty();
        assertThat(stop.await(Duration.ZERO)).isFalse();
        clock.set(Duration.ofSeconds(21).toNanos());
        performDue(stop);
        assertThat(done).containsExactly("first", "second", "exit 75", "halt 75");
        assertThat(stop.await(Duration.ZERO)).isTrue();
    }

    @Test
    void graceEndsEarlyWhenNothingIsInFlight() {
        AtomicBoolean idle = new AtomicBoolean();
        OrderlyStop stop = stop(OrderlyStop.builder().graceUntil(idle::get).action("first", () -> done.add("first")));
        stop.begin("test");
        performDue(stop);
        assertThat(done).isEmpty();
        idle.set(true);
        clock.addAndGet(Duration.ofMillis(60).toNanos());
        performDue(stop);
        assertThat(done).containsExactly("first");
    }

    @Test
    void graceWaitsForAllThatWasAddedAndAsLongAsOthersNeedToNotice() {
        AtomicBoolean idle = new AtomicBoolean(true);
        OrderlyStop stop = stop(OrderlyStop.builder()
                .grace(Duration.ofSeconds(20))
                .graceAtLeast(Duration.ofSeconds(5))
                .graceUntil(() -> true)
                .action("first", () -> done.add("first")));
        stop.awaitIdle(idle::get);
        stop.begin("test");
        clock.set(Duration.ofSeconds(4).toNanos());
        performDue(stop);
        assertThat(done).as("nobody has noticed yet").isEmpty();
        idle.set(false);
        clock.set(Duration.ofSeconds(6).toNanos());
        performDue(stop);
        assertThat(done).as("something is in flight").isEmpty();
        idle.set(true);
        clock.set(Duration.ofSeconds(7).toNanos());
        performDue(stop);
        assertThat(done).containsExactly("first");
    }

    @Test
    void anActionThatThrowsKeepsNoneFromRunningAndNoneRunsTwice() {
        OrderlyStop stop = stop(OrderlyStop.builder()
                .grace(Duration.ZERO)
                .action("throws", () -> {
                    done.add("throws");
                    throw new OutOfMemoryError("on purpose");
                })
                .action("second", () -> done.add("second")));
        stop.begin("test");
        stop.begin("test again");
        performDue(stop);
        performDue(stop);
        assertThat(done).containsExactly("throws", "second");
    }

    @Test
    void anActionThatHangsIsLeftBehind() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        try (OrderlyStop stop = OrderlyStop.builder()
                .grace(Duration.ZERO)
                .actionTimeout(Duration.ofMillis(200))
                .action("hangs", () -> {
                    done.add("hangs");
                    end.await();
                })
                .action("second", () -> done.add("second"))
                .build()) {
            stop.begin("by hand");
            assertThat(stop.await(Duration.ofSeconds(30))).isTrue();
            assertThat(done).containsExactly("hangs", "second");
        } finally {
            end.countDown();
        }
    }

    @Test
    void closingBeforeItBeginsLeavesNoThreadAndItBeginsNoMore() {
        OrderlyStop stop =
                OrderlyStop.builder().action("first", () -> done.add("first")).build();
        stop.close();
        stop.begin("too late");
        assertThat(stop.ready()).isTrue();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("memsafe-stop")));
        assertThat(done).isEmpty();
    }

    @Test
    void settingsOutOfBoundsAreRefusedWithTheirValue() {
        List<Runnable> settings = new ArrayList<>();
        settings.add(() -> OrderlyStop.builder().grace(Duration.ofHours(2)));
        settings.add(() -> OrderlyStop.builder().graceAtLeast(Duration.ofSeconds(-1)));
        settings.add(() -> OrderlyStop.builder().actionTimeout(Duration.ofSeconds(-1)));
        settings.add(() -> OrderlyStop.builder().patience(Duration.ofHours(2)));
        settings.add(() -> OrderlyStop.builder().exit(256));
        List<String> messages = List.of(
                "grace must be 0 to 1 h, but is PT2H",
                "graceAtLeast must be 0 to 1 h, but is PT-1S",
                "actionTimeout must be 0 to 1 h, but is PT-1S",
                "patience must be 0 to 1 h, but is PT2H",
                "exit code must be 0 to 255, but is 256");
        for (int i = 0; i < settings.size(); i++) {
            assertThatIllegalArgumentException()
                    .isThrownBy(settings.get(i)::run)
                    .withMessage(messages.get(i));
        }
    }
}
