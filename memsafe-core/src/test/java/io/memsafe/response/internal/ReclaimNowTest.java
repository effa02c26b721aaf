package io.memsafe.response.internal;

import static io.memsafe.PressureLevel.CRITICAL;
import static io.memsafe.PressureLevel.EMERGENCY;
import static io.memsafe.PressureLevel.NORMAL;
import static io.memsafe.PressureLevel.WARNING;
import static io.memsafe.fork.Patience.await;
import static io.memsafe.response.Reclaimed.Outcome.FAILED;
import static io.memsafe.response.Reclaimed.Outcome.NOT_ASKED;
import static io.memsafe.response.Reclaimed.Outcome.NOT_RETURNED;
import static io.memsafe.response.Reclaimed.Outcome.RETURNED;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.response.Demand;
import io.memsafe.response.PressureEpisode;
import io.memsafe.response.PressureEpisode.Freed;
import io.memsafe.response.Reclaimed;
import io.memsafe.response.Reclaimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is asked by hand: stepped by the test, or with the real thread and a hand clock. */
class ReclaimNowTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final AtomicLong clock = new AtomicLong(1);
    private final List<String> called = new CopyOnWriteArrayList<>();
    private final List<PressureEpisode> episodes = new ArrayList<>();
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
        responses.assessed(
                Assessments.at(Duration.ofNanos(now), level == NORMAL ? 700 : 900, Duration.ofNanos(now), 0), level);
    }

    private void perform() {
        for (Callee due = responses.next(); due != null; due = responses.next()) {
            due.perform();
        }
    }

    private List<Reclaimed> ask(PressureLevel level) {
        Ask ask = responses.ask(level);
        perform();
        return ask.answers();
    }

    /** Tells what it is asked and when it may recover. */
    private Reclaimer tells(String name, long freed) {
        return new Reclaimer() {
            @Override
            public long reclaim(Demand demand) {
                called.add(name + " " + demand.level() + " " + demand.depth());
                return freed;
            }

            @Override
            public void recover(Demand demand) {
                called.add(name + " recovers to " + demand.depth());
            }
        };
    }

    private long hang() throws InterruptedException {
        called.add("hangs");
        inside.countDown();
        end.await();
        return 1;
    }

    @Test
    void atNormalEachIsAskedOnceByItsCostAndRecoversAtOnce() {
        responses.reclaim("dear", 200, tells("dear", 7));
        responses.reclaim("cheap", 1, tells("cheap", Reclaimer.UNKNOWN));
        assertThat(responses.reclaimers()).containsExactly("cheap", "dear");
        assertThat(ask(CRITICAL))
                .containsExactly(
                        new Reclaimed("cheap", RETURNED, Reclaimer.UNKNOWN), new Reclaimed("dear", RETURNED, 7));
        assertThat(called)
                .containsExactly(
                        "cheap CRITICAL 2.0", "cheap recovers to 0.0", "dear CRITICAL 2.0", "dear recovers to 0.0");
        perform();
        assertThat(called).hasSize(4);
    }

    @Test
    void theWorseOfBothLevelsIsAskedFor() {
        responses.reclaim("asks", 1, tells("asks", 7));
        tick(EMERGENCY, Duration.ofMillis(50));
        perform();
        called.clear();
        ask(WARNING);
        assertThat(called).containsExactly("asks EMERGENCY 3.0");
    }

    @Test
    void whatIsAskedWhileTheProgramRecoversRecoversToItsDepth() {
        responses.reclaim("asks", 1, tells("asks", 7));
        tick(WARNING, Duration.ofMillis(50));
        perform();
        tick(NORMAL, Duration.ofMillis(50));
        tick(NORMAL, Duration.ofSeconds(3));
        perform();
        called.clear();
        ask(WARNING);
        assertThat(called).containsExactly("asks WARNING 1.0", "asks recovers to 0.75");
    }

    @Test
    void outsideAnEpisodeNothingIsCountedToTheNextOne() {
        responses.onEpisode("hears", episodes::add);
        responses.reclaim("asks", 1, tells("asks", 7_000_000));
        ask(EMERGENCY);
        tick(WARNING, Duration.ofMillis(50));
        perform();
        endEpisode();
        assertThat(episodes)
                .singleElement()
                .satisfies(
                        episode -> assertThat(episode.freed()).containsExactly(new Freed("asks", 1, 7_000_000, false)));
    }

    @Test
    void withinAnEpisodeItIsPartOfIt() {
        responses.onEpisode("hears", episodes::add);
        responses.reclaim("asks", 1, tells("asks", 7_000_000));
        tick(WARNING, Duration.ofMillis(50));
        perform();
        ask(WARNING);
        endEpisode();
        assertThat(episodes)
                .singleElement()
                .satisfies(episode ->
                        assertThat(episode.freed()).extracting(Freed::calls).containsExactly(2));
    }

    private void endEpisode() {
        for (int i = 0; i < 40; i++) {
            tick(NORMAL, Duration.ofSeconds(2));
            perform();
        }
    }

    @Test
    void oneThatThrowsIsToldApartAndRecovers() {
        responses.reclaim("throws", 1, new Reclaimer() {
            @Override
            public long reclaim(Demand demand) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void recover(Demand demand) {
                called.add("recovers");
            }
        });
        responses.reclaim("asks", 2, tells("asks", 0));
        assertThat(ask(WARNING))
                .containsExactly(
                        new Reclaimed("throws", FAILED, Reclaimer.UNKNOWN), new Reclaimed("asks", RETURNED, 0));
        assertThat(called).contains("recovers");
    }

    @Test
    void oneThatIsTakenBackIsNotAsked() {
        responses.reclaim("gone", 1, tells("gone", 7)).close();
        assertThat(ask(WARNING))
                .allSatisfy(answer -> assertThat(answer.outcome()).isEqualTo(NOT_ASKED));
        assertThat(called).isEmpty();
        assertThat(responses.reclaimers()).isEmpty();
    }

    @Test
    void withoutReclaimersThereIsNothingToWaitFor() throws InterruptedException {
        responses.start();
        assertThat(responses.reclaimNow(WARNING, MINUTE)).isEmpty();
    }

    @Test
    void thoseThatAreNeverCalledAreNotWaitedFor() throws InterruptedException {
        responses.reclaim("asks", 1, tells("asks", 7));
        assertThat(responses.reclaimNow(WARNING, MINUTE))
                .containsExactly(new Reclaimed("asks", NOT_ASKED, Reclaimer.UNKNOWN));
        responses.start();
        responses.close();
        assertThat(responses.reclaimNow(WARNING, MINUTE))
                .containsExactly(new Reclaimed("asks", NOT_ASKED, Reclaimer.UNKNOWN));
    }

    @Test
    void itRunsOnTheThreadOfTheGovernor() throws InterruptedException {
        List<String> threads = new CopyOnWriteArrayList<>();
        responses.start();
        responses.reclaim("asks", 1, demand -> {
            threads.add(Thread.currentThread().getName());
            return 7;
        });
        assertThat(responses.reclaimNow(WARNING, MINUTE)).containsExactly(new Reclaimed("asks", RETURNED, 7));
        assertThat(threads).containsExactly("memsafe-responses");
    }

    @Test
    void whoHasNotReturnedInTimeIsNotWaitedForAndThoseBehindAreNotCalled() throws InterruptedException {
        responses.start();
        responses.reclaim("hangs", 1, demand -> hang());
        responses.reclaim("asks", 2, tells("asks", 7));
        // The ask is over before the clock of the test moves: nobody is set aside.
        assertThat(responses.reclaimNow(WARNING, 1))
                .extracting(Reclaimed::outcome)
                .contains(NOT_ASKED)
                .containsAnyOf(NOT_ASKED, NOT_RETURNED);
        end.countDown();
        assertThat(responses.reclaimNow(WARNING, MINUTE))
                .extracting(Reclaimed::outcome)
                .containsExactly(RETURNED, RETURNED);
        assertThat(called).contains("asks WARNING 1.0");
    }

    @Test
    void oneThatHangsIsSetAsideTheOthersAreAskedAndItIsNotAskedAgain() throws Exception {
        responses.start();
        responses.reclaim("hangs", 1, demand -> hang());
        responses.reclaim("asks", 2, tells("asks", 7));
        CompletableFuture<List<Reclaimed>> asked = new CompletableFuture<>();
        Thread operator = new Thread(() -> {
            try {
                asked.complete(responses.reclaimNow(WARNING, MINUTE));
            } catch (InterruptedException e) {
                asked.completeExceptionally(e);
            }
        });
        operator.start();
        inside.await();
        tick(NORMAL, Duration.ofSeconds(6));
        assertThat(asked.get())
                .containsExactly(
                        new Reclaimed("hangs", NOT_RETURNED, Reclaimer.UNKNOWN), new Reclaimed("asks", RETURNED, 7));
        assertThat(responses.reclaimNow(WARNING, MINUTE))
                .extracting(Reclaimed::outcome)
                .containsExactly(NOT_ASKED, RETURNED);
        end.countDown();
        await().untilAsserted(() -> assertThat(responses.reclaimNow(WARNING, MINUTE))
                .extracting(Reclaimed::outcome)
                .containsExactly(RETURNED, RETURNED));
        operator.join();
    }

    @Test
    void whoWaitsWhenTheGovernorIsClosedHearsSoAtOnce() throws Exception {
        responses.start();
        responses.reclaim("hangs", 1, demand -> hang());
        responses.reclaim("asks", 2, tells("asks", 7));
        CompletableFuture<List<Reclaimed>> asked = CompletableFuture.supplyAsync(() -> {
            try {
                return responses.reclaimNow(WARNING, MINUTE);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        inside.await();
        Thread closing = new Thread(responses::close);
        closing.start();
        assertThat(asked.get()).extracting(Reclaimed::outcome).containsExactly(NOT_RETURNED, NOT_ASKED);
        end.countDown();
        closing.join();
        assertThat(called).doesNotContain("asks WARNING 1.0");
    }
}
