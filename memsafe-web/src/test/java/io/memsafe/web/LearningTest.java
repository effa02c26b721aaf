package io.memsafe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is held of what is allocated, and what share of the budget the collector can bear. */
class LearningTest {
    private static final long MB = 1 << 20;
    private static final long MS = 1_000_000L;

    private final Route keeps = new Route("keeps");
    private final Route drops = new Route("drops");
    private final HeldRatios ratios = new HeldRatios();
    private final InFlightTrack track = new InFlightTrack();
    private final SplittableRandom random = new SplittableRandom(5);
    private long now = 1_000 * MS;

    /** A live set is found while the routes have in flight what they have. */
    private void found(double live) {
        found(live, keeps.inFlightBytes);
    }

    private void found(double live, double before) {
        List<Route> routes = List.of(keeps, drops);
        double after = keeps.inFlightBytes;
        keeps.inFlightBytes = before;
        track.look(now += 100 * MS, now, routes);
        keeps.inFlightBytes = after;
        track.look(now += 100 * MS, now, routes);
        InFlightTrack.Around then = track.at(now - 50 * MS, false);
        assertThat(then).isNotNull();
        ratios.found(routes, then, (long) live, 128 * MB);
    }

    private void find(int times, double heldByKeeps, double heldByDrops, double noise) {
        for (int i = 0; i < times; i++) {
            keeps.inFlightBytes = random.nextDouble(50 * MB);
            drops.inFlightBytes = random.nextDouble(50 * MB);
            double live = 20 * MB
                    + heldByKeeps * keeps.inFlightBytes
                    + heldByDrops * drops.inFlightBytes
                    + noise * random.nextDouble(-1, 1);
            found(live);
        }
    }

    @Test
    void whatEachRouteHoldsIsLearnedApart() {
        find(400, 0.9, 0.2, 2 * MB);
        assertThat(keeps.heldRatio()).isCloseTo(0.9, within(0.15));
        assertThat(drops.heldRatio()).isCloseTo(0.2, within(0.15));
        find(2_000, 0.3, 0.8, 2 * MB);
        assertThat(keeps.heldRatio()).as("it follows").isCloseTo(0.3, within(0.15));
        assertThat(drops.heldRatio()).isCloseTo(0.8, within(0.15));
    }

    @Test
    void aShareStaysWithinItsBounds() {
        find(400, 5, -3, 0);
        assertThat(keeps.heldRatio()).isEqualTo(1);
        assertThat(drops.heldRatio()).isEqualTo(0.05);
    }

    @Test
    void whatTheCollectorLeavesLyingIsNotTheirs() {
        for (int i = 0; i < 500; i++) {
            keeps.inFlightBytes = random.nextDouble(60 * MB);
            double lying = random.nextDouble(30 * MB);
            found(15 * MB + 0.5 * keeps.inFlightBytes + lying);
        }
        assertThat(keeps.heldRatio()).isCloseTo(0.5, within(0.15));
    }

    @Test
    void whatIsAlwaysTheSameTeachesNothing() {
        for (int i = 0; i < 500; i++) {
            keeps.inFlightBytes = 40 * MB + random.nextDouble(MB);
            found(keeps.inFlightBytes + random.nextDouble(60 * MB));
        }
        assertThat(keeps.heldRatio()).isEqualTo(1);
    }

    @Test
    void aServerAtItsLimitRemembersWhatItWasBefore() {
        for (int i = 0; i < 50; i++) {
            keeps.inFlightBytes = random.nextDouble(10 * MB);
            found(20 * MB + 0.3 * keeps.inFlightBytes);
        }
        for (int i = 0; i < 5_000; i++) {
            keeps.inFlightBytes = 80 * MB + random.nextDouble(4 * MB);
            found(20 * MB + 0.3 * keeps.inFlightBytes);
        }
        assertThat(keeps.heldRatio()).isCloseTo(0.3, within(0.03));
    }

    @Test
    void oneLiveSetBesideFewBytesMakesNothingFree() {
        for (int i = 0; i < 20; i++) {
            keeps.inFlightBytes = (50 + random.nextDouble(8)) * MB;
            found(10 * MB + keeps.inFlightBytes);
        }
        keeps.inFlightBytes = 12 * MB;
        found(60 * MB);
        keeps.inFlightBytes = 55 * MB;
        found(65 * MB);
        assertThat(keeps.heldRatio()).isEqualTo(1);
    }

    @Test
    void liveSetsOfRequestsThatHaveJustEndedMakeNothingFree() {
        for (int i = 0; i < 50; i++) {
            keeps.inFlightBytes = (50 + random.nextDouble(8)) * MB;
            found(10 * MB + keeps.inFlightBytes);
            keeps.inFlightBytes = 2 * MB;
            found(60 * MB, 50 * MB);
        }
        keeps.inFlightBytes = 55 * MB;
        found(65 * MB);
        assertThat(keeps.heldRatio()).isEqualTo(1);
    }

    @Test
    void fromTheFirstLiveSetOnNoMoreIsHeldThanLives() {
        keeps.inFlightBytes = 300 * MB;
        found(75 * MB);
        assertThat(keeps.heldRatio()).isCloseTo(0.25, within(0.001));
        assertThat(drops.heldRatio()).as("it had nothing in flight").isEqualTo(1);
        keeps.inFlightBytes = 8 * MB;
        found(4 * MB);
        assertThat(keeps.heldRatio()).as("of few bytes nothing is told").isCloseTo(0.25, within(0.001));
        for (int i = 0; i < 40; i++) {
            keeps.inFlightBytes = 60 * MB;
            found(70 * MB);
        }
        assertThat(keeps.heldRatio()).as("they hold more now").isGreaterThan(0.95);
    }

    @Test
    void theShareFallsWhileCollectionsTakeTooLongAndRisesAgain() {
        UsableShare share = new UsableShare(1);
        assertThat(share.step(now, 0.1, 0, 0.5, true)).isEqualTo(1);
        assertThat(share.step(now += 100 * MS, 0.5, 0, 0.5, true)).isEqualTo(0.85);
        assertThat(share.step(now += 100 * MS, 0.5, 0, 0.5, true))
                .as("at most every 200 ms")
                .isEqualTo(0.85);
        assertThat(share.step(now += 100 * MS, 0, 1, 0.5, true))
                .as("distress counts too")
                .isCloseTo(0.7225, within(1e-9));
        assertThat(share.step(now += 100 * MS, 0.1, 0, 0.5, false))
                .as("nobody wants more")
                .isCloseTo(0.7225, within(1e-9));
        assertThat(share.step(now += 100 * MS, 0.1, 0, 0.5, true)).isCloseTo(0.7325, within(1e-9));
        double lowest = 1;
        for (int i = 0; i < 100; i++) {
            lowest = share.step(now += 200 * MS, 0.9, 1, 0.5, true);
        }
        assertThat(lowest).isEqualTo(0.25);
        double highest = 0;
        for (int i = 0; i < 200; i++) {
            highest = share.step(now += 100 * MS, 0.1, 0, 0.5, true);
        }
        assertThat(highest).isEqualTo(1);
    }

    @Test
    void theShareDoesNotFallForGarbageThatIsNotTheirs() {
        UsableShare share = new UsableShare(1);
        for (int i = 0; i < 100; i++) {
            assertThat(share.step(1_000 * MS * i, 0.9, 1, 0.1, true)).isEqualTo(1);
        }
    }
}
