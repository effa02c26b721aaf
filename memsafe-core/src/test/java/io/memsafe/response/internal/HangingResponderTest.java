package io.memsafe.response.internal;

import static io.memsafe.PressureLevel.CRITICAL;
import static io.memsafe.PressureLevel.NORMAL;
import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.response.Scaler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With the real thread, and a hand clock. */
class HangingResponderTest {
    private final AtomicLong clock = new AtomicLong(1);
    private final List<String> called = new CopyOnWriteArrayList<>();
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final Responses responses = new Responses(Assessments.settings(null), clock::get, now -> {});

    @AfterEach
    void close() {
        end.countDown();
        responses.close();
    }

    private void tick(PressureLevel level, Duration time) {
        long now = clock.addAndGet(time.toNanos());
        responses.assessed(Assessments.at(Duration.ofNanos(now), 900, Duration.ofNanos(now), 0), level);
    }

    private void hang(String name) {
        called.add(name);
        inside.countDown();
        boolean ended = false;
        while (!ended) {
            try {
                end.await();
                ended = true;
            } catch (InterruptedException e) {
                called.add("interrupted");
            }
        }
    }

    @Test
    void aReclaimerThatHangsIsSetAsideAndAskedAgainWhenItHasReturned() throws InterruptedException {
        responses.start();
        responses.reclaim("hangs", 1, demand -> {
            hang("hangs");
            return 1_000_000_000;
        });
        responses.reclaim("asks", 2, demand -> {
            called.add("asks");
            return 1_000_000_000;
        });
        tick(CRITICAL, Duration.ofMillis(50));
        inside.await();
        tick(CRITICAL, Duration.ofMillis(4_900));
        assertThat(called).as("not taken for hung before its time").containsExactly("hangs");
        tick(CRITICAL, Duration.ofMillis(200));
        await().until(() -> called.contains("asks"));
        assertThat(called).containsExactly("hangs", "asks");
        end.countDown();
        await().until(() -> {
            tick(CRITICAL, Duration.ofMillis(500));
            return called.stream().filter("hangs"::equals).count() > 1;
        });
    }

    @Test
    void aLimitWhoseCallbackHungIsRestoredWhenItHasReturned() throws InterruptedException {
        AtomicInteger limit = new AtomicInteger(100);
        Scaler scaler = Scaler.of(limit::set, 100, 1);
        responses.start();
        responses.scale("hangs", demand -> {
            hang("hangs");
            scaler.scale(demand);
        });
        tick(CRITICAL, Duration.ofMillis(50));
        inside.await();
        tick(CRITICAL, Duration.ofSeconds(6));
        for (int i = 0; i < 40; i++) {
            tick(NORMAL, Duration.ofSeconds(2));
        }
        assertThat(limit).hasValue(100);
        end.countDown();
        await().until(() -> called.size() == 2);
        await().untilAsserted(() -> assertThat(limit).hasValue(100));
    }
}
