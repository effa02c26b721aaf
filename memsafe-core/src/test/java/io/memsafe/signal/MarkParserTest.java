package io.memsafe.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkParserTest {
    private static final long MB = 1 << 20;

    private static MarkParser parser(CollectorFamily family) {
        return Objects.requireNonNull(MarkParser.of(family));
    }

    @ParameterizedTest
    @CsvSource({"7M (3%),7", "  -   12M (5%)  9M,12", "1G,1024", "2048K (1%),2", "GC(14) 3M,3"})
    void theFirstAmountIsFound(String text, long megabytes) {
        assertThat(MarkParser.bytes(text, 0)).isEqualTo(megabytes * MB);
    }

    @ParameterizedTest
    @CsvSource({"''", "no number", "GC(12)", "17"})
    void aTextWithoutAmountHasNone(String text) {
        assertThat(MarkParser.bytes(text, 0)).isEqualTo(MarkParser.NONE);
    }

    @Test
    void zgcTellsTheLiveSetInOneLine() {
        MarkParser parser = parser(CollectorFamily.ZGC);
        assertThat(parser.line("[1ns][gc,heap] GC(7)   Garbage:   -   9M (3%)   9M (3%)"))
                .isEqualTo(MarkParser.NONE);
        assertThat(parser.line("[1ns][gc,heap] GC(7)      Live:   -   31M (12%)   30M (12%)   30M (12%)"))
                .isEqualTo(31 * MB);
    }

    @Test
    void generationalZgcAddsPromotionsSinceTheYoungPhaseOfTheMajorCollection() {
        MarkParser parser = parser(CollectorFamily.ZGC_GENERATIONAL);
        assertThat(parser.line("[1ns][gc,heap] GC(1) y:      Live:  -  20M (8%)  9M (4%)  9M (4%)"))
                .isNegative();
        assertThat(parser.line("[1ns][gc,heap] GC(1) y:  Promoted:  -    -   10M (4%)  11M (4%)"))
                .isNegative();
        parser.line("[2ns][gc,heap] GC(2) Y:      Live:  -  8M (3%)  2M (1%)  2M (1%)");
        parser.line("[2ns][gc,heap] GC(2) Y:  Promoted:  -    -   5M (2%)  6M (2%)");
        // A minor collection while the old marking of the major one is under way.
        parser.line("[3ns][gc,heap] GC(3) y:      Live:  -  7M (3%)  2M (1%)  2M (1%)");
        parser.line("[3ns][gc,heap] GC(3) y:  Promoted:  -    -   4M (2%)  4M (2%)");
        assertThat(parser.line("[4ns][gc,heap] GC(2) O:      Live:  -  100M (39%)  100M (39%)  100M (39%)"))
                .as("100 old, 6 and 4 promoted since, 3 of 7 stay young")
                .isEqualTo(113 * MB);
        assertThat(parser.line("[5ns][gc,heap] GC(4) y:      Live:  -  5M (2%)  0M (0%)  0M (0%)"))
                .isNegative();
        assertThat(parser.line("[5ns][gc,heap] GC(4) y:  Promoted:  -    -   5M (2%)  5M (2%)"))
                .isEqualTo(115 * MB);
    }

    @Test
    void shenandoahTakesTheGarbageOffTheHeapAfterMarking() {
        MarkParser parser = parser(CollectorFamily.SHENANDOAH);
        assertThat(parser.line("[1ns][gc] GC(1) Concurrent cleanup 90M->80M(256M) 0.03ms"))
                .isNegative();
        assertThat(parser.line(
                        "[1ns][gc,ergo] GC(2) Collectable Garbage: 30M (50%), Immediate: 1K (0%), CSet: 9M (3%)"))
                .isNegative();
        assertThat(parser.line("[2ns][gc] GC(2) Concurrent cleanup 200M->190M(256M) 0.034ms"))
                .isEqualTo(140 * MB);
        assertThat(parser.line("[3ns][gc] GC(2) Concurrent cleanup 195M->150M(256M) 0.034ms"))
                .as("the second cleanup of a cycle says nothing new")
                .isNegative();
        assertThat(parser.line("[4ns][gc] GC(3) Pause Full 250M->130M(256M) 80.1ms"))
                .isEqualTo(130 * MB);
    }

    @Test
    void shenandoahWithoutAnyGarbageIsFullOfLiveObjects() {
        MarkParser parser = parser(CollectorFamily.SHENANDOAH);
        parser.line("[1ns][gc,ergo] GC(2) Collectable Garbage: 0B (0%), Immediate: 0B (0%), CSet: 0B (0%)");
        assertThat(parser.line("[2ns][gc] GC(2) Concurrent cleanup 240M->240M(256M) 0.034ms"))
                .isEqualTo(240 * MB);
    }

    @ParameterizedTest
    @CsvSource({"SERIAL", "PARALLEL", "G1", "UNKNOWN"})
    void otherCollectorsNeedNoLog(CollectorFamily family) {
        assertThat(MarkParser.of(family)).isNull();
    }
}
