package io.memsafe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.memsafe.web.UsableShare.Demand;
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
        InFlightTrack.Around then = track.at(now - 50 * MS, now - 50 * MS);
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
    void theShareFallsWhileCollectionsTakeTooLong() {
        UsableShare share = new UsableShare(1);
        assertThat(share.step(now, 0.1, 0, 0.5, Demand.NONE)).isEqualTo(1);
        assertThat(share.step(now += 100 * MS, 0.5, 0, 0.5, Demand.NONE)).isEqualTo(0.85);
        assertThat(share.step(now += 100 * MS, 0.5, 0, 0.5, Demand.NONE))
                .as("at most every 200 ms")
                .isEqualTo(0.85);
        assertThat(share.step(now += 100 * MS, 0, 1, 0.5, Demand.NONE))
                .as("distress counts too")
                .isCloseTo(0.7225, within(1e-9));
        double lowest = 1;
        for (int i = 0; i < 100; i++) {
            lowest = share.step(now += 200 * MS, 0.9, 1, 0.5, Demand.NONE);
        }
        assertThat(lowest).isEqualTo(0.25);
    }

    @Test
    void theShareRisesFasterTheFewerFindNoRoom() {
        assertThat(shareAfterTenRises(100, 0)).as("nobody wants more").isEqualTo(0.3);
        assertThat(shareAfterTenRises(100, 50)).as("an overload").isCloseTo(0.4, within(1e-9));
        assertThat(shareAfterTenRises(100, 10)).as("a little one").isCloseTo(0.55, within(1e-9));
        assertThat(shareAfterTenRises(100, 1)).as("it is over").isEqualTo(1);
    }

    private double shareAfterTenRises(int asked, int refused) {
        UsableShare share = new UsableShare(0.3);
        double ratio = 0;
        for (int i = 1; i <= 10; i++) {
            ratio = share.step(now += 100 * MS, 0.1, 0, 0.5, new Demand(i * asked, i * refused, 0.7));
        }
        return ratio;
    }

    @Test
    void theShareRisesBeforeAnybodyIsRefusedAndNotInDistress() {
        UsableShare share = new UsableShare(0.5);
        assertThat(share.step(now += 100 * MS, 0.1, 0, 0.5, new Demand(1, 0, 0.8)))
                .isCloseTo(0.52, within(1e-9));
        assertThat(share.step(now += 50 * MS, 0.1, 0, 0.5, new Demand(2, 0, 0.8)))
                .as("every 100 ms")
                .isCloseTo(0.52, within(1e-9));
        assertThat(share.step(now += 100 * MS, 0.2, 0, 0.5, new Demand(3, 1, 0.8)))
                .as("collections take too long for that")
                .isCloseTo(0.52, within(1e-9));
    }

    @Test
    void theShareDoesNotFallForGarbageThatIsNotTheirs() {
        UsableShare share = new UsableShare(1);
        for (int i = 0; i < 100; i++) {
            assertThat(share.step(1_000 * MS * i, 0.9, 1, 0.1, Demand.NONE)).isEqualTo(1);
        }
    }
}
