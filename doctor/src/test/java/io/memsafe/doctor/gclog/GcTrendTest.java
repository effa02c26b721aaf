package io.memsafe.doctor.gclog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.memsafe.doctor.gclog.GcTrend.Verdict;
import java.util.Locale;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** Heaps of 1000 MB whose live set goes as a function says, in MB by the number of the full collection. */
class GcTrendTest {

    private static GcTrend trend(int collections, IntToLongFunction live) {
        GcLogReader reader = new GcLogReader(event -> {});
        reader.line("[0.001s][info][gc] Using Serial");
        reader.line("[0.001s][info][gc,init] Heap Max Capacity: 1000M");
        for (int i = 0; i < collections; i++) {
            reader.line(full(60.0 * (i + 1), live.applyAsLong(i), 10));
        }
        return reader.summary().trend();
    }

    private static String full(double seconds, long live, double millis) {
        return String.format(
                Locale.ROOT,
                "[%.3fs][info][gc] GC(1) Pause Full (Allocation Failure) 1000M->%dM(1000M) %.3fms",
                seconds,
                live,
                millis);
    }

    /** Up to 40 MB up and down, without a direction. */
    private static long noise(int i) {
        return (i * 7919L) % 41;
    }

    @Test
    void growthToTheEndMustBeRising() {
        GcTrend trend = trend(100, i -> 200 + 5L * i + noise(i));
        assertThat(trend.verdict()).isEqualTo(Verdict.RISING);
        assertThat(trend.statements()).isEqualTo(100);
        assertThat(trend.bytesPerHour() / (1 << 20)).isCloseTo(300, within(30.0));
        assertThat(trend.spanSeconds()).isCloseTo(99 * 60, within(60.0));
    }

    @Test
    void aCacheThatFillsAndStaysMustBeStable() {
        assertThat(trend(100, i -> Math.min(600, 20L * i) + noise(i)).verdict()).isEqualTo(Verdict.STABLE);
    }

    @Test
    void noiseAndFallingMustBeStable() {
        assertThat(trend(100, i -> 700 + noise(i)).verdict()).isEqualTo(Verdict.STABLE);
        assertThat(trend(100, i -> 700 - 5L * i).verdict()).isEqualTo(Verdict.STABLE);
    }

    /** Twenty collections while it starts, and a few in the hours after. */
    @Test
    void aBusyStartMustNotOutweighTheHoursAfter() {
        GcLogReader reader = new GcLogReader(event -> {});
        reader.line("[0.001s][info][gc,init] Heap Max Capacity: 1000M");
        for (int i = 0; i < 20; i++) {
            reader.line(full(i + 1, 50 + 15L * i, 10));
        }
        for (int i = 0; i < 3; i++) {
            reader.line(full(3_600 * (i + 1), 330, 10));
        }
        assertThat(reader.summary().trend().verdict()).isEqualTo(Verdict.STABLE);
    }

    @Test
    void aFullHeapMustBeExhaustedAlsoIfItIsCalmAfter() {
        assertThat(trend(40, i -> Math.min(970, 100L + 40L * i)).verdict()).isEqualTo(Verdict.EXHAUSTED);
        assertThat(trend(60, i -> i > 20 && i < 30 ? 950 : 200).verdict()).isEqualTo(Verdict.EXHAUSTED);
    }

    @Test
    void oneSpikeMustNotBe() {
        assertThat(trend(60, i -> i == 25 ? 950 : 200).verdict()).isEqualTo(Verdict.STABLE);
    }

    @Test
    void fewStatementsMustNotBeJudged() {
        assertThat(trend(0, i -> 0)).isEqualTo(GcTrend.none());
        assertThat(trend(5, i -> 100L * i).verdict()).isEqualTo(Verdict.TOO_FEW);
    }

    /** At three quarters of the heap, but hardly anything but collections is done. */
    @Test
    void allTimeInCollectionsMustBeExhausted() {
        GcLogReader reader = new GcLogReader(event -> {});
        reader.line("[0.001s][info][gc,init] Heap Max Capacity: 1000M");
        for (int i = 0; i < 30; i++) {
            reader.line(full(2.0 * (i + 1), 750, 1_900));
        }
        assertThat(reader.summary().trend().verdict()).isEqualTo(Verdict.EXHAUSTED);
    }

    @Test
    void manyMoreThanAreKeptMustCountEvenly() {
        GcTrend trend = trend(100_000, i -> 200 + i / 200 + noise(i));
        assertThat(trend.verdict()).isEqualTo(Verdict.RISING);
        assertThat(trend.statements()).isEqualTo(100_000);
        assertThat(trend.firstLiveBytes() >> 20).isBetween(240L, 320L);
        assertThat(trend.lastLiveBytes() >> 20).isBetween(600L, 700L);
    }
}
