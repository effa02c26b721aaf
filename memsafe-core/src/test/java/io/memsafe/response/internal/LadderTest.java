package io.memsafe.response.internal;

import static io.memsafe.PressureLevel.CRITICAL;
import static io.memsafe.PressureLevel.EMERGENCY;
import static io.memsafe.PressureLevel.NORMAL;
import static io.memsafe.PressureLevel.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.response.Demand;
import io.memsafe.response.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LadderTest {
    private static final long DWELL = Duration.ofSeconds(2).toNanos();
    private static final long TICK = Duration.ofMillis(50).toNanos();

    private final Ladder ladder = new Ladder(DWELL);
    private long now;
    private Room room = Room.SOME;

    private void hold(PressureLevel level, Duration time) {
        for (long end = now + time.toNanos(); now < end; now += TICK) {
            ladder.step(now, level, room);
        }
    }

    private void hold(PressureLevel level) {
        hold(level, Duration.ofNanos(TICK));
    }

    @Test
    void itClimbsAtOnce() {
        List<Phase> phases = new ArrayList<>();
        for (PressureLevel level : PressureLevel.values()) {
            hold(level);
            phases.add(ladder.phase());
            assertThat(ladder.depth()).isEqualTo(Demand.depthOf(level));
        }
        assertThat(phases).containsExactly(Phase.MONITOR, Phase.CLEAN_UP, Phase.DRAIN, Phase.STOP);
    }

    @Test
    void itComesDownAQuarterADwell() {
        hold(CRITICAL);
        List<Double> depths = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            depths.add(ladder.depth());
            hold(NORMAL, Duration.ofSeconds(2));
        }
        assertThat(depths).containsExactly(2.0, 1.75, 1.5, 1.25, 1.0, 0.75, 0.5, 0.25, 0.0);
        assertThat(ladder.phase()).isEqualTo(Phase.MONITOR);
    }

    @Test
    void workIsRefusedUntilOneDwellAfterCriticalAndNoLonger() {
        hold(CRITICAL, Duration.ofSeconds(10));
        hold(WARNING, Duration.ofMillis(1_900));
        assertThat(ladder.phase()).isEqualTo(Phase.DRAIN);
        hold(WARNING, Duration.ofMillis(200));
        assertThat(ladder.phase()).isEqualTo(Phase.CLEAN_UP);
        hold(NORMAL, Duration.ofMillis(2_100));
        assertThat(ladder.phase()).isEqualTo(Phase.RECOVER);
        assertThat(ladder.phase().acceptsWork()).isTrue();
    }

    @Test
    void withoutRoomItComesDownFourTimesAsSlowlyButItDoes() {
        hold(CRITICAL);
        room = Room.NONE;
        hold(NORMAL, Duration.ofMillis(7_900));
        assertThat(ladder.depth()).isEqualTo(2);
        hold(NORMAL, Duration.ofSeconds(57));
        assertThat(ladder.phase()).isEqualTo(Phase.MONITOR);
    }

    @Test
    void inAmpleRoomItComesDownFourTimesAsFast() {
        hold(CRITICAL);
        room = Room.AMPLE;
        hold(NORMAL, Duration.ofMillis(450));
        assertThat(ladder.depth()).isEqualTo(2);
        hold(NORMAL, Duration.ofMillis(100));
        assertThat(ladder.depth()).isEqualTo(1.75);
        hold(NORMAL, Duration.ofMillis(3_500));
        assertThat(ladder.phase()).isEqualTo(Phase.MONITOR);
    }

    @Test
    void ampleRoomDoesNotEndRefusalsBeforeTheDwell() {
        hold(CRITICAL);
        room = Room.AMPLE;
        hold(NORMAL, Duration.ofMillis(1_900));
        assertThat(ladder.depth()).isLessThan(2);
        assertThat(ladder.phase()).isEqualTo(Phase.DRAIN);
        hold(NORMAL, Duration.ofMillis(200));
        assertThat(ladder.phase()).isEqualTo(Phase.RECOVER);
    }

    @Test
    void aLevelThatComesBackWhileThePhaseStillStandsIsAnsweredInFullAndIsARelapse() {
        hold(CRITICAL);
        room = Room.AMPLE;
        hold(NORMAL, Duration.ofMillis(1_300));
        assertThat(ladder.phase()).isEqualTo(Phase.DRAIN);
        assertThat(ladder.depth()).isEqualTo(1.5);
        hold(CRITICAL);
        assertThat(ladder.depth()).isEqualTo(2);
        hold(NORMAL, Duration.ofMillis(950));
        assertThat(ladder.depth()).as("twice as long").isEqualTo(2);
    }

    @Test
    void ampleRoomDoesNotForgetARelapse() {
        room = Room.AMPLE;
        hold(CRITICAL);
        hold(NORMAL, Duration.ofSeconds(5));
        assertThat(ladder.phase()).isEqualTo(Phase.MONITOR);
        hold(CRITICAL);
        hold(NORMAL, Duration.ofMillis(950));
        assertThat(ladder.depth()).as("twice as long").isEqualTo(2);
        hold(NORMAL, Duration.ofMillis(100));
        assertThat(ladder.depth()).isEqualTo(1.75);
    }

    @Test
    void aRiseBeforeAnythingGrewBackIsNoRelapse() {
        room = Room.NONE;
        hold(WARNING);
        hold(NORMAL, Duration.ofSeconds(3));
        assertThat(ladder.phase()).isEqualTo(Phase.RECOVER);
        assertThat(ladder.depth()).isEqualTo(1);
        hold(CRITICAL);
        room = Room.SOME;
        hold(NORMAL, Duration.ofMillis(2_100));
        assertThat(ladder.depth()).isEqualTo(1.75);
    }

    @Test
    void refusalsEndAfterFourDwellsHoweverOftenThePressureCameBack() {
        for (int i = 0; i < 10; i++) {
            hold(CRITICAL);
            hold(NORMAL, Duration.ofSeconds(30));
        }
        room = Room.NONE;
        hold(CRITICAL);
        hold(NORMAL, Duration.ofMillis(7_900));
        assertThat(ladder.phase()).isEqualTo(Phase.DRAIN);
        hold(NORMAL, Duration.ofMillis(200));
        assertThat(ladder.phase()).isEqualTo(Phase.RECOVER);
        assertThat(ladder.depth())
                .as("what would bring the pressure back waits longer")
                .isEqualTo(2);
    }

    @Test
    void itDoesNotComeDownBelowTheLevel() {
        hold(EMERGENCY);
        hold(WARNING, Duration.ofMinutes(10));
        assertThat(ladder.depth()).isEqualTo(1);
        assertThat(ladder.phase()).isEqualTo(Phase.CLEAN_UP);
    }

    @Test
    void aRelapseDoublesTheDwellAndFiveQuietMinutesForgiveIt() {
        hold(WARNING);
        hold(NORMAL, Duration.ofSeconds(3));
        assertThat(ladder.depth()).isEqualTo(0.75);
        hold(WARNING);
        hold(NORMAL, Duration.ofMillis(3_900));
        assertThat(ladder.depth()).as("twice the dwell has not passed").isEqualTo(1);
        hold(NORMAL, Duration.ofMillis(200));
        assertThat(ladder.depth()).isEqualTo(0.75);
        hold(NORMAL, Duration.ofMinutes(6));
        hold(WARNING);
        hold(NORMAL, Duration.ofMillis(2_100));
        assertThat(ladder.depth()).as("forgiven").isEqualTo(0.75);
    }

    @Test
    void aReturnWithinAMinuteOfTheRecoveryIsARelapse() {
        hold(WARNING);
        hold(NORMAL, Duration.ofSeconds(30));
        assertThat(ladder.phase()).isEqualTo(Phase.MONITOR);
        hold(WARNING);
        hold(NORMAL, Duration.ofMillis(3_900));
        assertThat(ladder.depth()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void workIsRefusedForADwellAtLeastHoweverMuchRoomThereIs(long seed) {
        Random random = new Random(seed);
        PressureLevel[] levels = {NORMAL, WARNING, CRITICAL};
        PressureLevel level = NORMAL;
        long lastCritical = -DWELL;
        long lastStep = -DWELL;
        double depth = 0;
        boolean accepted = true;
        for (int i = 0; i < 50_000; i++, now += TICK) {
            level = random.nextInt(40) == 0 ? levels[random.nextInt(levels.length)] : level;
            lastCritical = level.atLeast(CRITICAL) ? now : lastCritical;
            ladder.step(now, level, Room.values()[random.nextInt(3)]);
            if (ladder.phase().acceptsWork() && !accepted) {
                assertThat(now - lastCritical).isGreaterThanOrEqualTo(DWELL);
            }
            if (ladder.depth() < depth) {
                assertThat(depth - ladder.depth()).isLessThanOrEqualTo(0.25);
                assertThat(now - lastStep).isGreaterThanOrEqualTo(DWELL / 4);
                lastStep = now;
            }
            assertThat(ladder.depth()).isGreaterThanOrEqualTo(Demand.depthOf(level));
            assertThat(ladder.phase() == Phase.MONITOR).isEqualTo(ladder.depth() == 0);
            accepted = ladder.phase().acceptsWork();
            depth = ladder.depth();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aWanderingLevelMakesItNeitherFlapNorFallShort(long seed) {
        Random random = new Random(seed);
        PressureLevel level = NORMAL;
        PressureLevel[] levels = PressureLevel.values();
        double depth = 0;
        Phase phase = Phase.MONITOR;
        long lastRise = 0;
        long lastFall = -DWELL;
        int relapses = 0;
        int ticks = 100_000;
        for (int i = 0; i < ticks; i++, now += TICK) {
            if (random.nextInt(20) == 0) {
                int next = level.ordinal() + (random.nextBoolean() ? 1 : -1);
                PressureLevel to = levels[Math.max(0, Math.min(levels.length - 1, next))];
                lastRise = to.compareTo(level) > 0 ? now : lastRise;
                level = to;
            }
            ladder.step(now, level, random.nextBoolean() ? Room.SOME : Room.NONE);
            assertThat(ladder.depth()).isBetween(Demand.depthOf(level), 3.0);
            if (ladder.depth() < depth) {
                assertThat(depth - ladder.depth()).as("a quarter at most").isLessThanOrEqualTo(0.25);
                assertThat(now - lastRise).as("since the last rise").isGreaterThanOrEqualTo(DWELL);
                assertThat(now - lastFall).as("since the last step").isGreaterThanOrEqualTo(DWELL);
                lastFall = now;
            } else if (ladder.depth() > depth) {
                assertThat(ladder.depth()).as("climbs to the level, no further").isEqualTo(Demand.depthOf(level));
            }
            if (!ladder.phase().acceptsWork() && phase.acceptsWork()) {
                relapses++;
                assertThat(level).isGreaterThanOrEqualTo(CRITICAL);
            } else if (ladder.phase().acceptsWork() && !phase.acceptsWork()) {
                assertThat(level).isLessThan(CRITICAL);
            }
            assertThat(ladder.phase() == Phase.MONITOR).isEqualTo(ladder.depth() == 0);
            depth = ladder.depth();
            phase = ladder.phase();
        }
        assertThat(relapses)
                .as("once the dwell has grown, refusals come no oftener than it")
                .isLessThanOrEqualTo((int) (ticks * TICK / (8 * DWELL)));
        hold(NORMAL, Duration.ofSeconds(2 * 32 * 12 + 60));
        assertThat(ladder.phase()).isEqualTo(Phase.MONITOR);
    }
}
