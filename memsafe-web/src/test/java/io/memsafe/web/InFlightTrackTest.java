package io.memsafe.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InFlightTrackTest {
    private static final long MS = 1_000_000L;

    private final InFlightTrack track = new InFlightTrack();
    private final Route one = new Route("one");
    private final Route other = new Route("other");
    private long offset = 7_000 * MS;

    private void look(long millis, double allocatedByOne, double allocatedByOther) {
        one.inFlightBytes = allocatedByOne;
        other.inFlightBytes = allocatedByOther;
        track.look(millis * MS + offset, millis * MS, List.of(one, other));
    }

    private double at(long millis) {
        InFlightTrack.Around around = track.at(millis * MS, millis * MS);
        return around == null ? Double.NaN : around.leastBytes();
    }

    @Test
    void theLookCountsThatWasThen() {
        for (int i = 0; i < 100; i++) {
            look(100 * i, i, 2 * i);
        }
        assertThat(at(5_000)).as("from 4.9 s on").isEqualTo(3 * 49);
        InFlightTrack.Around around = track.at(5_000 * MS, 5_000 * MS);
        assertThat(around).isNotNull();
        assertThat(around.largest()).isSameAs(other);
        assertThat(around.largestBytes()).isEqualTo(98);
    }

    @Test
    void ofTheLooksAroundAPauseTheLowerOneCounts() {
        look(0, 10, 0);
        look(1_000, 90, 0);
        look(1_005, 95, 0);
        assertThat(at(500)).isEqualTo(10);
        assertThat(track.at(500 * MS, 500 * MS)).isNotNull().returns(90.0, InFlightTrack.Around::mostBytes);
        assertThat(at(2_000)).as("after the newest look").isEqualTo(95);
    }

    @Test
    void whereMarkingGoesOnBesideTheProgramItsBeginningCounts() {
        for (int i = 0; i < 100; i++) {
            look(100 * i, i, 0);
        }
        InFlightTrack.Around around = track.at(5_000 * MS, 4_500 * MS);
        assertThat(around).isNotNull();
        assertThat(around.leastBytes()).isEqualTo(44);
    }

    @Test
    void whatIsLongAgoIsNotKnown() {
        assertThat(at(0)).isNaN();
        look(100, 10, 0);
        assertThat(at(50)).isNaN();
        for (int i = 0; i < 8_000; i++) {
            look(1_000 + 5 * i, i, 0);
        }
        assertThat(at(1_000)).isNaN();
        assertThat(at(40_900)).isNotNaN();
    }

    @Test
    void aMarkingMayHaveBegunManySecondsAgo() {
        for (int i = 0; i < 4_000; i++) {
            look(5 * i, i < 1_000 ? 7 : i % 2 == 0 ? 90 : 80, i < 1_000 ? 9 : 0);
        }
        InFlightTrack.Around early = track.at(4_000 * MS, 4_000 * MS);
        assertThat(early).isNotNull();
        assertThat(early.leastBytes()).isEqualTo(16);
        assertThat(early.mostBytes()).isEqualTo(16);
        assertThat(early.largest()).isSameAs(other);
        assertThat(early.largestBytes()).isEqualTo(9);
        InFlightTrack.Around later = track.at(12_000 * MS, 12_000 * MS);
        assertThat(later).isNotNull();
        assertThat(later.leastBytes()).isEqualTo(80);
        assertThat(later.mostBytes()).isEqualTo(90);
        assertThat(later.largest()).isSameAs(one);
        InFlightTrack.Around since = track.at(12_000 * MS, 4_000 * MS);
        assertThat(since).as("what was least since it began").isNotNull();
        assertThat(since.leastBytes()).isEqualTo(16);
    }

    @Test
    void theClocksAreComparedWhereTheyAreNearest() {
        offset = 9_000 * MS;
        look(0, 10, 0);
        offset = 7_000 * MS;
        look(2_500, 20, 0);
        look(3_000, 30, 0);
        assertThat(at(2_800)).isEqualTo(20);
    }
}
