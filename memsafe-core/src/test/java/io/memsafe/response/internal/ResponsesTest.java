package io.memsafe.response.internal;

import static io.memsafe.PressureLevel.CRITICAL;
import static io.memsafe.PressureLevel.EMERGENCY;
import static io.memsafe.PressureLevel.NORMAL;
import static io.memsafe.PressureLevel.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.Registration;
import io.memsafe.response.Demand;
import io.memsafe.response.Phase;
import io.memsafe.response.PressureEpisode;
import io.memsafe.response.PressureEpisode.Freed;
import io.memsafe.response.Reclaimer;
import io.memsafe.response.Scaler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a thread: the test steps the governor's side and performs what is due. */
class ResponsesTest {
    private static final long TICK = Duration.ofMillis(50).toNanos();
    private static final long FREED = 50 * Assessments.MEBIBYTE;

    private final List<String> called = new ArrayList<>();
    private final List<Phase> phases = new ArrayList<>();
    private final List<PressureEpisode> episodes = new ArrayList<>();
    private long now = 1;
    private long foundAt;
    private long live = 900;
    private long growth;
    private final Responses responses = new Responses(Assessments.settings(null), () -> now, phases::add);

    /** One step of the governor, and all that is due after it. */
    private void tick(PressureLevel level) {
        now += TICK;
        // At NORMAL there is room to grow back.
        long held = level == NORMAL ? Math.min(live, 700) : live;
        responses.assessed(Assessments.at(Duration.ofNanos(now), held, Duration.ofNanos(now - foundAt), growth), level);
        for (Callee due = responses.next(); due != null; due = responses.next()) {
            due.perform();
        }
    }

    private void hold(PressureLevel level, Duration time) {
        for (long end = now + time.toNanos(); now < end; ) {
            tick(level);
        }
    }

    /** A collection looks at the heap. */
    private void found(long liveMebibytes) {
        live = liveMebibytes;
        foundAt = now;
    }

    private Reclaimer says(String name, long freed) {
        return demand -> {
            called.add(name);
            return freed;
        };
    }

    @Test
    void theCheapestIsAskedFirstAndEqualOnesInTheirOrder() {
        responses.reclaim("dear", 200, says("dear", FREED));
        responses.reclaim("second", 100, says("second", FREED));
        responses.reclaim("third", 100, says("third", FREED));
        responses.reclaim("cheap", 1, says("cheap", FREED));
        tick(CRITICAL);
        assertThat(called).containsExactly("cheap", "second", "third", "dear");
    }

    @Test
    void atWarningTheNextIsAskedOnlyWhenTheLevelStandsAfterACollection() {
        responses.reclaim("first", 1, says("first", FREED));
        responses.reclaim("second", 2, says("second", FREED));
        responses.reclaim("third", 3, says("third", FREED));
        tick(WARNING);
        tick(WARNING);
        assertThat(called).containsExactly("first");
        hold(WARNING, Duration.ofMillis(200));
        found(850);
        tick(WARNING);
        assertThat(called).containsExactly("first", "second");
        tick(NORMAL);
        hold(NORMAL, Duration.ofSeconds(5));
        assertThat(called).as("the level is gone").containsExactly("first", "second");
    }

    @Test
    void atWarningTheNextIsAskedAfterASecondWithoutACollection() {
        responses.reclaim("first", 1, says("first", FREED));
        responses.reclaim("second", 2, says("second", FREED));
        hold(WARNING, Duration.ofMillis(900));
        assertThat(called).containsExactly("first");
        hold(WARNING, Duration.ofMillis(200));
        assertThat(called).containsExactly("first", "second");
    }

    @Test
    void aRisingLevelAsksAllAgainAtOnceAndTellsThem() {
        List<PressureLevel> levels = new ArrayList<>();
        responses.reclaim("asks", 1, demand -> {
            levels.add(demand.level());
            return FREED;
        });
        tick(WARNING);
        tick(CRITICAL);
        tick(EMERGENCY);
        assertThat(levels).containsExactly(WARNING, CRITICAL, EMERGENCY);
    }

    @Test
    void whileTheLevelStandsRoundsComeOftenerTheWorseItIs() {
        responses.reclaim("asks", 1, says("asks", FREED));
        List<Integer> rounds = new ArrayList<>();
        for (PressureLevel level : List.of(WARNING, CRITICAL, EMERGENCY)) {
            called.clear();
            hold(level, Duration.ofSeconds(21));
            rounds.add(called.size());
        }
        assertThat(rounds.get(0)).isBetween(2, 3);
        assertThat(rounds.get(1)).isBetween(9, 11);
        assertThat(rounds.get(2)).isBetween(35, 43);
    }

    @Test
    void oneThatFreesNothingIsAskedEverMoreRarelyUntilItFreesAgain() {
        long[] answer = {0};
        List<Long> at = new ArrayList<>();
        responses.reclaim("rests", 1, demand -> {
            at.add(Duration.ofNanos(now).toSeconds());
            return answer[0];
        });
        hold(CRITICAL, Duration.ofSeconds(70));
        int useless = at.size();
        assertThat(useless).as("%s", at).isBetween(5, 7);
        answer[0] = FREED;
        hold(CRITICAL, Duration.ofSeconds(64));
        at.clear();
        for (int i = 1; i <= 16; i++) {
            found(900 - i * 50);
            hold(CRITICAL, Duration.ofSeconds(1));
        }
        assertThat(at).as("forgiven").hasSizeGreaterThanOrEqualTo(7);
    }

    @Test
    void oneThatRestsIsAskedAllTheSameWhenMoreIsAskedThanBefore() {
        List<PressureLevel> levels = new ArrayList<>();
        responses.reclaim("rests", 1, demand -> {
            levels.add(demand.level());
            return 0;
        });
        tick(WARNING);
        tick(WARNING);
        tick(CRITICAL);
        tick(NORMAL);
        tick(CRITICAL);
        assertThat(levels).as("it has nothing for CRITICAL, either").containsExactly(WARNING, CRITICAL);
    }

    @Test
    void oneThatOnlySaysItFreesIsFoundOutByACollection() {
        responses.reclaim("boasts", 1, says("boasts", FREED));
        int asked = 0;
        for (int i = 0; i < 60; i++) {
            found(900);
            hold(CRITICAL, Duration.ofSeconds(1));
            asked = called.size();
        }
        assertThat(asked).as("of 30 rounds").isLessThanOrEqualTo(7);
    }

    @Test
    void anotherEpisodeForgives() {
        responses.reclaim("rests", 1, says("rests", 0));
        hold(CRITICAL, Duration.ofSeconds(60));
        hold(NORMAL, Duration.ofSeconds(30));
        called.clear();
        tick(WARNING);
        assertThat(called).containsExactly("rests");
    }

    @Test
    void whatWasFreedIsMeasuredByTheNextCollectionAgainstTheGrowth() {
        responses.onEpisode("hears", episodes::add);
        growth = 10;
        responses.reclaim("silent", 1, says("silent", Reclaimer.UNKNOWN));
        tick(WARNING);
        hold(WARNING, Duration.ofMillis(950));
        found(810);
        growth = 0;
        tick(WARNING);
        hold(NORMAL, Duration.ofSeconds(30));
        Freed freed = episodes.get(0).freed().get(0);
        assertThat(freed.verified()).isTrue();
        assertThat(freed.bytes() / Assessments.MEBIBYTE)
                .as("900 would have grown to about 910, and 810 was found")
                .isBetween(99L, 101L);
    }

    @Test
    void severalBetweenTwoCollectionsShareTheDropByWhatTheySaid() {
        responses.onEpisode("hears", episodes::add);
        responses.reclaim("much", 1, says("much", 3 * FREED));
        responses.reclaim("little", 2, says("little", FREED));
        tick(CRITICAL);
        hold(CRITICAL, Duration.ofMillis(200));
        found(800);
        tick(CRITICAL);
        hold(NORMAL, Duration.ofSeconds(30));
        assertThat(episodes.get(0).freed())
                .containsExactly(
                        new Freed("much", 1, 75 * Assessments.MEBIBYTE, true),
                        new Freed("little", 1, 25 * Assessments.MEBIBYTE, true));
    }

    @Test
    void oneThatFindsNothingMoreToFreeKeepsWhatItFreedBefore() {
        responses.onEpisode("hears", episodes::add);
        Iterator<Long> answers = List.of(Reclaimer.UNKNOWN, 0L).iterator();
        responses.reclaim("cuts once", 1, demand -> answers.next());
        hold(EMERGENCY, Duration.ofMillis(700));
        assertThat(answers).as("asked twice before a collection looked").isExhausted();
        found(800);
        tick(CRITICAL);
        hold(NORMAL, Duration.ofSeconds(30));
        assertThat(episodes.get(0).freed())
                .containsExactly(new Freed("cuts once", 2, 100 * Assessments.MEBIBYTE, true));
    }

    @Test
    void oneThatThrowsKeepsNobodyFromBeingAsked() {
        responses.reclaim("throws", 1, demand -> {
            called.add("throws");
            throw new OutOfMemoryError("on purpose");
        });
        responses.scale("throws too", demand -> {
            throw new IllegalStateException("on purpose");
        });
        responses.reclaim("asks", 2, says("asks", FREED));
        tick(CRITICAL);
        assertThat(called).containsExactly("throws", "asks");
    }

    @Test
    void scalersGoBeforeReclaimersAndFollowEachStep() {
        responses.reclaim("asks", 1, says("asks", FREED));
        responses.scale("limit", Scaler.of(limit -> called.add("limit " + limit), 100, 10));
        tick(WARNING);
        assertThat(called).containsExactly("limit 75", "asks");
        called.clear();
        hold(NORMAL, Duration.ofSeconds(30));
        assertThat(called).containsExactly("limit 81", "limit 88", "limit 94", "limit 100");
    }

    @Test
    void aLimitThatCouldNotBeRestoredIsTriedAgain() {
        AtomicInteger failures = new AtomicInteger(3);
        AtomicInteger limit = new AtomicInteger(100);
        Scaler scaler = Scaler.of(limit::set, 100, 10);
        responses.scale("limit", demand -> {
            if (demand.depth() == 0 && failures.getAndDecrement() > 0) {
                throw new IllegalStateException("on purpose");
            }
            scaler.scale(demand);
        });
        tick(WARNING);
        assertThat(limit).hasValue(75);
        hold(NORMAL, Duration.ofSeconds(60));
        assertThat(limit).hasValue(100);
    }

    @Test
    void whatIsTakenBackRecoversFirst() {
        AtomicInteger limit = new AtomicInteger(100);
        List<Demand> recoveries = new ArrayList<>();
        Registration scaler = responses.scale("limit", Scaler.of(limit::set, 100, 10));
        Registration reclaimer = responses.reclaim("cache", 1, new Reclaimer() {
            @Override
            public long reclaim(Demand demand) {
                called.add("cache");
                return FREED;
            }

            @Override
            public void recover(Demand demand) {
                recoveries.add(demand);
            }
        });
        tick(CRITICAL);
        assertThat(limit).hasValue(50);
        scaler.close();
        reclaimer.close();
        hold(CRITICAL, Duration.ofSeconds(10));
        assertThat(limit).hasValue(100);
        assertThat(recoveries).containsExactly(Demand.NONE);
        assertThat(called).containsExactly("cache");
    }

    @Test
    void anEpisodeSaysWhatHappenedInOneLine() {
        responses.onEpisode("hears", episodes::add);
        responses.reclaim("products", 1, says("products", 100 * Assessments.MEBIBYTE));
        growth = 40;
        for (int i = 0; i < 4; i++) {
            found(860 + 30 * i);
            hold(i < 3 ? WARNING : CRITICAL, Duration.ofSeconds(1));
        }
        found(700);
        hold(NORMAL, Duration.ofSeconds(40));
        assertThat(episodes).hasSize(1);
        PressureEpisode episode = episodes.get(0);
        assertThat(episode.worst()).isEqualTo(CRITICAL);
        assertThat(episode.area()).isEqualTo("heap");
        assertThat(episode.pressed()).isBetween(Duration.ofMillis(3_900), Duration.ofMillis(4_100));
        assertThat(episode.duration()).isBetween(Duration.ofSeconds(19), Duration.ofSeconds(21));
        assertThat(episode.growthPerSecond()).isEqualTo(40.0 * Assessments.MEBIBYTE);
        assertThat(episode.toString())
                .contains(
                        "up to CRITICAL", "heap grew by 90.0 MiB within 3.0 s to 950.0 MiB", "95.0 % of the 1000.0 MiB")
                .contains("it came down to 700.0 MiB", "freed: products ")
                .doesNotContain("\n");
    }

    @Test
    void closingRestoresEverything() {
        AtomicInteger limit = new AtomicInteger(100);
        responses.scale("limit", Scaler.of(limit::set, 100, 10));
        tick(EMERGENCY);
        assertThat(limit).hasValue(25);
        responses.close();
        for (Callee due = responses.next(); due != null; due = responses.next()) {
            due.perform();
        }
        assertThat(limit).hasValue(100);
        assertThat(phases).last().isEqualTo(Phase.MONITOR);
    }

    @Test
    void anEpisodeThatIsOverIsToldEvenIfTheGovernorIsClosedAtOnce() {
        responses.onEpisode("hears", episodes::add);
        tick(WARNING);
        while (phases.get(phases.size() - 1) != Phase.MONITOR) {
            now += Duration.ofSeconds(2).toNanos();
            responses.assessed(Assessments.at(Duration.ofNanos(now), 700, Duration.ZERO, 0), NORMAL);
        }
        assertThat(episodes).as("nothing has been performed yet").isEmpty();
        responses.close();
        for (Callee due = responses.next(); due != null; due = responses.next()) {
            due.perform();
        }
        assertThat(episodes).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void aLimitUnderAWanderingLevelRisesSlowlyAndComesBackExactly(long seed) {
        Random random = new Random(seed);
        List<Integer> limits = new ArrayList<>(List.of(1_000));
        List<Long> at = new ArrayList<>(List.of(0L));
        responses.scale(
                "limit",
                Scaler.of(
                        limit -> {
                            limits.add(limit);
                            at.add(now);
                        },
                        1_000,
                        1));
        PressureLevel level = NORMAL;
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(30) == 0) {
                level = PressureLevel.values()[random.nextInt(4)];
            }
            tick(level);
        }
        hold(NORMAL, Duration.ofMinutes(15));
        for (int i = 1; i < limits.size(); i++) {
            if (limits.get(i) > limits.get(i - 1)) {
                assertThat(limits.get(i) - limits.get(i - 1)).isLessThanOrEqualTo(64);
                assertThat(at.get(i) - at.get(i - 1))
                        .as("between a change and a rise")
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(2).toNanos());
            }
        }
        assertThat(limits).hasSizeGreaterThan(10).last().isEqualTo(1_000);
    }
}
