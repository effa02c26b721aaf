package io.memsafe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RouteTest {
    private static final long PRIOR = 400 << 10;
    private static final long MB = 1 << 20;

    private final Route route = new Route("GET /heavy");
    private final RequestNumbers numbers = new RequestNumbers();

    private void learn(long bytes) {
        route.learn(numbers, route.expectedBytes(numbers, PRIOR), bytes, true, PRIOR);
    }

    @Test
    void aRouteIsNewForSomeSeconds() {
        long now = System.nanoTime();
        assertThat(route.isNew(now)).isTrue();
        assertThat(route.isNew(now + 6_000_000_000L)).isFalse();
    }

    @Test
    void thePriorIsTakenUntilARequestHasEnded() {
        assertThat(route.expectedBytes(numbers, PRIOR)).isEqualTo(PRIOR);
        assertThat(route.meanBytes()).isNegative();
        learn(10_000);
        assertThat((double) route.expectedBytes(numbers, PRIOR)).isCloseTo((PRIOR / 4 + 10_000) / 1.25, within(1.0));
        learn(10_000);
        assertThat((double) route.expectedBytes(numbers, PRIOR)).isCloseTo((PRIOR / 4 + 20_000) / 2.25, within(1.0));
    }

    @Test
    void theMeanIsLearnedAndFollows() {
        for (int i = 0; i < 2_000; i++) {
            learn(10_000);
        }
        assertThat(route.meanBytes()).isCloseTo(10_000, within(100.0));
        for (int i = 0; i < 3_000; i++) {
            learn(90_000);
        }
        assertThat(route.meanBytes()).isCloseTo(90_000, within(1_000.0));
    }

    @Test
    void aNumberThatTellsTheSizeIsFoundByItself() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 200; i++) {
            long kb = 100 + random.nextLong(2_000);
            numbers.read("ms=" + random.nextInt(700) + "&kb=" + kb, -1);
            learn(20_000 + 1_024 * kb);
        }
        assertThat(route.toldBy()).isEqualTo("a query parameter");
        numbers.read("kb=2000", -1);
        assertThat((double) route.expectedBytes(numbers, PRIOR)).isCloseTo(2_068_000, within(50_000.0));
        numbers.read("kb=100000000", -1);
        assertThat(route.expectedBytes(numbers, PRIOR))
                .as("no more than four times what was ever seen")
                .isLessThan(4 * 2_200 * 1_024);
        numbers.read("ms=5", -1);
        assertThat((double) route.expectedBytes(numbers, PRIOR)).isCloseTo(route.meanBytes(), within(1.0));
    }

    @Test
    void alikeRequestsAreNotReadForNumbers() {
        assertThat(route.wantsNumbers()).isTrue();
        for (int i = 0; i < 600; i++) {
            numbers.read("id=" + i, -1);
            learn(10_000);
        }
        assertThat(route.wantsNumbers()).isFalse();
        assertThat(route.toldBy()).isNull();
        for (int i = 0; i < 400; i++) {
            learn(i % 2 == 0 ? 10_000 : 100_000);
        }
        assertThat(route.wantsNumbers()).as("they have become unlike").isTrue();
    }

    @Test
    void requestsThatDifferByLessThanMattersAreAlike() {
        for (int i = 0; i < 600; i++) {
            learn(i % 4 * 2_000);
        }
        assertThat(route.wantsNumbers()).isFalse();
    }

    @Test
    void ofAlikeRequestsOneInEightIsLearnedFrom() {
        for (int i = 0; i < 600; i++) {
            assertThat(route.learnsFrom(1) || i >= 500)
                    .as("while it is not known well")
                    .isTrue();
            learn(10_000);
        }
        for (int turns = 1; turns <= 16; turns++) {
            int count = 0;
            for (int i = 0; i < 800; i++) {
                count += route.learnsFrom(1 + turns * i) ? 1 : 0;
            }
            assertThat(count).as("of a thread with %d routes in turns", turns).isBetween(90, 110);
        }
    }

    @Test
    void aFailureDoesNotMakeARouteLookCheap() {
        for (int i = 0; i < 50; i++) {
            learn(MB);
        }
        double before = route.meanBytes();
        route.learn(numbers, MB, 1_000, false, PRIOR);
        assertThat(route.meanBytes()).isEqualTo(before);
        route.learn(numbers, MB, 5 * MB, false, PRIOR);
        assertThat(route.meanBytes()).as("one that was larger teaches").isGreaterThan(before);
    }

    @Test
    void whatIsInFlightTeachesBeforeTheFirstHasEnded() {
        route.seen(3 * MB);
        assertThat(route.expectedBytes(numbers, PRIOR)).isEqualTo(3 * MB);
        assertThat(route.endBytes(PRIOR, 1_000))
                .as("one that was let in before")
                .isEqualTo(3 * MB);
        for (int i = 0; i < 20; i++) {
            learn(10_000);
        }
        assertThat(route.isKnown()).isTrue();
        assertThat(route.expectedBytes(numbers, PRIOR)).isLessThan(100_000);
        assertThat(route.endBytes(10_000, 1_000)).isEqualTo(10_000);
    }

    @Test
    void aRequestBeyondWhatWasExpectedIsLikeOthersThatWere() {
        assertThat(route.endBytes(PRIOR, PRIOR / 2)).isEqualTo(PRIOR);
        assertThat(route.endBytes(PRIOR, 2 * MB)).as("none was ever so large").isEqualTo(3 * MB);
        for (int i = 0; i < 20; i++) {
            learn(MB / 4);
            learn(16 * MB);
        }
        assertThat((double) route.endBytes(PRIOR, 2 * MB)).isCloseTo(16 * MB, within(2.0 * MB));
    }

    @Test
    void whoFindsAnotherLearningDoesNotWait() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(4);
        for (int t = 0; t < 4; t++) {
            new Thread(() -> {
                        RequestNumbers own = new RequestNumbers();
                        for (int i = 0; i < 20_000; i++) {
                            own.read("kb=" + i % 100, -1);
                            route.learn(own, 1, 50_000 + 1_000 * (i % 100), true, PRIOR);
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();
        numbers.read("kb=50", -1);
        assertThat((double) route.expectedBytes(numbers, PRIOR)).isCloseTo(100_000, within(5_000.0));
    }
}
