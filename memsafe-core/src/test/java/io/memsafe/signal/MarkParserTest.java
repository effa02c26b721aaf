package io.memsafe.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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
    void zgcTellsWhatWasAliveWhenTheCycleBegan() {
        MarkParser parser = parser(CollectorFamily.ZGC);
        parser.line("[100ns][gc,start ] GC(7) Garbage Collection (Allocation Rate)");
        parser.line("[900ns][gc,heap  ] GC(7)      Live:   -   31M (12%)   30M (12%)   30M (12%)");
        assertThat(parser.markingNanos()).isEqualTo(800);
        assertThat(parser.withAllocated()).isFalse();
    }

    @Test
    void generationalZgcTellsWhatWasAliveWhenTheLastYoungCollectionBegan() {
        MarkParser parser = parser(CollectorFamily.ZGC_GENERATIONAL);
        parser.line("[100ns][gc] GC(2) Major Collection (Proactive)");
        parser.line("[200ns][gc,heap] GC(2) Y:      Live:  -  8M (3%)  2M (1%)  2M (1%)");
        parser.line("[200ns][gc,heap] GC(2) Y:  Promoted:  -    -   5M (2%)  6M (2%)");
        parser.line("[300ns][gc] GC(3) Minor Collection (Allocation Rate)");
        parser.line("[400ns][gc,heap] GC(2) O:      Live:  -  100M (39%)  100M (39%)  100M (39%)");
        assertThat(parser.markingNanos()).isEqualTo(300);
        parser.line("[410ns][gc     ] GC(2) Major Collection (Proactive) 14M(11%)->18M(14%) 0.005s");
        parser.line("[500ns][gc,heap] GC(3) y:      Live:  -  7M (3%)  2M (1%)  2M (1%)");
        parser.line("[500ns][gc,heap] GC(3) y:  Promoted:  -    -   4M (2%)  4M (2%)");
        assertThat(parser.markingNanos()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ZGC | [1ns][gc,start ] GC(0) Garbage Collection (Warmup) | true",
                "ZGC | [1ns][gc,heap  ] GC(0)      Live:         -                38M (30%) | true",
                "ZGC | [1ns][gc,heap  ] GC(0)      Used:         -                38M (30%) | false",
                "ZGC | [1ns][gc | false",
                "ZGC_GENERATIONAL | [1ns][gc] GC(0) Major Collection (Warmup) | true",
                "ZGC_GENERATIONAL | [1ns][gc     ] GC(0) Major Collection (Warmup) | true",
                "ZGC_GENERATIONAL | [1ns][gc,heap] GC(0) y:  Promoted:         - | true",
                "ZGC_GENERATIONAL | [1ns][gc,heap] GC(0) y:  Compacted:        - | false",
            })
    void onlyLinesThatMaySaySomethingAreMadeATextOf(CollectorFamily family, String line, boolean mayTell) {
        byte[] text = line.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(parser(family).mayTell(text, 0, text.length)).isEqualTo(mayTell);
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
    void shenandoahTellsWhenItsMarkingBegan() {
        MarkParser parser = parser(CollectorFamily.SHENANDOAH);
        parser.line("[1000ns][gc,start] GC(2) Concurrent marking roots");
        parser.line("[1200ns][gc] GC(2) Concurrent marking roots 0.2ms");
        parser.line("[1500ns][gc,ergo] GC(2) Collectable Garbage: 30M (50%), Immediate: 1K (0%), CSet: 9M (3%)");
        parser.line("[2000ns][gc] GC(2) Concurrent cleanup 200M->190M(256M) 0.034ms");
        assertThat(parser.markingNanos()).isEqualTo(1_000);
        assertThat(parser.withAllocated()).isTrue();
        parser.line("[4000ns][gc] GC(3) Pause Full 250M->130M(256M) 80.1ms");
        assertThat(parser.markingNanos()).as("nothing is allocated in a pause").isZero();
    }

    @Test
    void generationalShenandoahKnowsItsLiveSetFromAnOldMarkingOn() {
        MarkParser parser = parser(CollectorFamily.SHENANDOAH_GENERATIONAL);
        assertThat(young(parser, 210, 10))
                .as("the garbage of the old generation is unknown")
                .isNegative();
        assertThat(
                        parser.line(
                                "[5ns][gc,ergo] GC(3) Old-Gen Collectable Garbage: 50M consolidated with free: 2M, over 9 regions"))
                .isEqualTo(150 * MB);
        assertThat(parser.line("[5ns][gc,ergo] GC(3) Old-Gen Immediate Garbage: 20M over 5 regions"))
                .as("it is a part of the garbage that is collectable")
                .isNegative();
        assertThat(young(parser, 190, 10)).as("20 MB of it have been taken").isEqualTo(150 * MB);
        assertThat(young(parser, 200, 10)).as("two fifths of the 10 MB gained").isEqualTo(154 * MB);
        assertThat(young(parser, 130, 10)).as("never more than there is").isEqualTo(120 * MB);
        assertThat(parser.line("[9ns][gc] GC(9) Pause Full 250M->90M(256M) 80.1ms"))
                .isEqualTo(90 * MB);
        assertThat(parser.whole()).isTrue();
        assertThat(young(parser, 101, 11)).isEqualTo(90 * MB);
        assertThat(parser.whole()).isFalse();
    }

    @Test
    void whatOldMarkingsOfShenandoahTellIsAsOldAsTheYoungOneTook() {
        MarkParser parser = parser(CollectorFamily.SHENANDOAH_GENERATIONAL);
        parser.line("[1000ns][gc,start] GC(1) Concurrent marking roots (Young)");
        parser.line("[1500ns][gc,ergo] GC(1) Collectable Garbage: 10M (100%), Immediate: 1K (0%), CSet: 9M (3%)");
        parser.line("[1600ns][gc] GC(1) Concurrent cleanup (Young) 210M->200M(256M) 0.034ms");
        assertThat(parser.markingNanos()).isEqualTo(600);
        parser.line(
                "[9000ns][gc,ergo] GC(2) Old-Gen Collectable Garbage: 50M consolidated with free: 2M, over 9 regions");
        assertThat(parser.markingNanos())
                .as("what was allocated since the young one ended is not in it, and not to be taken off")
                .isEqualTo(600);
    }

    @Test
    void aGlobalMarkingOfGenerationalShenandoahTellsTheGarbageOfBothGenerationsAtOnce() {
        MarkParser parser = parser(CollectorFamily.SHENANDOAH_GENERATIONAL);
        parser.line("[1ns][gc,ergo] GC(1) Start GC cycle (Young)");
        assertThat(young(parser, 175, 0)).isNegative();
        parser.line("[3ns][gc,ergo] GC(438) Start GC cycle (Global)");
        parser.line("[3ns][gc,ergo] GC(438) Collectable Garbage: 95M (100%), Immediate: 95M (100%), 501 regions");
        assertThat(parser.line("[3ns][gc,ergo] GC(438) Old-Gen Collectable Garbage: 95M consolidated with free: 24M"))
                .as("a part of what was told before")
                .isNegative();
        assertThat(parser.line(
                        "[4ns][gc] GC(438) Concurrent cleanup (Global) (unload classes) 175M->80M(256M) 0.040ms"))
                .isEqualTo(80 * MB);
        assertThat(parser.whole()).isTrue();
        parser.line("[5ns][gc,ergo] GC(439) Start GC cycle (Young)");
        assertThat(young(parser, 90, 10)).isEqualTo(80 * MB);
        assertThat(parser.whole()).isFalse();
    }

    private static long young(MarkParser parser, int usedMb, int garbageMb) {
        assertThat(parser.line(
                        "[1ns][gc,ergo] GC(1) Collectable Garbage: " + garbageMb + "M (100%), Immediate: 0B (0%)"))
                .isNegative();
        return parser.line("[2ns][gc] GC(1) Concurrent cleanup (Young) " + usedMb + "M->" + usedMb + "M(256M) 0.030ms");
    }

    @Test
    void shenandoahWithoutAnyGarbageIsFullOfLiveObjects() {
        MarkParser parser = parser(CollectorFamily.SHENANDOAH);
        parser.line("[1ns][gc,ergo] GC(2) Collectable Garbage: 0B (0%), Immediate: 0B (0%), CSet: 0B (0%)");
        assertThat(parser.line("[2ns][gc] GC(2) Concurrent cleanup 240M->240M(256M) 0.034ms"))
                .isEqualTo(240 * MB);
    }

    private static long table(String header, String... rows) {
        MarkParser parser = parser(CollectorFamily.G1);
        String tags = "[9ns][gc,liveness] GC(4) ### ";
        assertThat(parser.line(tags + "PHASE Post-Marking @ 1.180")).isNegative();
        assertThat(parser.line(tags + header)).isNegative();
        for (String row : rows) {
            assertThat(parser.line(tags + row)).isNegative();
        }
        return parser.line(tags + "SUMMARY  capacity: 256.00 MB  used: 4.00 MB / 1.56 %  live: 2.9 MB / 1.2 %");
    }

    @Test
    void g1AddsUpOldAndHumongousRegionsAndSurvivorsAndLeavesEdenOut() {
        assertThat(table(
                        "  type    address-range       used       live   state  code-roots   group-id",
                        "  OLD  0xf0000000-0xf0100000    1048576     400000   UNTRA        328          0",
                        "  HUMS 0xf0100000-0xf0200000    1048576     700000   UNTRA        328          0",
                        "  SURV 0xfc000000-0xfc100000    1048576    1048576   CMPLT        328          0",
                        "  EDEN 0xfe000000-0xfe100000    1048576    1048576   CMPLT        328          0",
                        "  FREE 0xfd000000-0xfd100000          0          0   UNTRA          0          0"))
                .isEqualTo(400_000 + 700_000 + MB);
    }

    @Test
    void olderG1PrintsTheLiveBytesOfThePreviousMarkingFirst() {
        assertThat(
                        table(
                                "  type    address-range       used  prev-live  next-live          gc-eff     remset   state",
                                "  OLD  0xf0000000-0xf0200000    2097152    2000000     300000               -       7880   UNTRA",
                                "  HUMC 0xf0200000-0xf0400000    2097152    2097152     500000               -       7880   UNTRA"))
                .isEqualTo(800_000);
    }

    @Test
    void aTableOfG1ThatLostLinesSaysNothing() {
        assertThat(table(
                        "  type    address-range       used       live   state  code-roots   group-id",
                        "  OLD  0xf0000000-0xf0100000    1048576     400000   UNTRA        328          0"))
                .isEqualTo(MarkParser.NONE);
    }

    private static long markingOfG1(String... linesBefore) {
        MarkParser parser = parser(CollectorFamily.G1);
        for (String line : linesBefore) {
            assertThat(parser.line(line)).isNegative();
        }
        parser.line("[880ns][gc,liveness] GC(12) ### PHASE Post-Marking @ 1.180");
        parser.line("[890ns][gc,liveness] GC(12) ###   type    address-range       used       live   state");
        parser.line("[890ns][gc,liveness] GC(12) ###   OLD  0xf0000000-0xf0100000    1048576     400000   UNTRA");
        assertThat(parser.line("[900ns][gc,liveness] GC(12) ### SUMMARY  capacity: 4.00 MB  used: 1.00 MB / 25 %"))
                .isEqualTo(400_000);
        return parser.markingNanos();
    }

    @Test
    void g1TellsWhatWasAliveWhenItsMarkingBegan() {
        assertThat(markingOfG1(
                        "[90ns][gc      ] GC(11) Pause Young (Concurrent Start) (G1 Evacuation Pause) 6M->4M(8M) 19.918ms",
                        "[100ns][gc      ] GC(12) Concurrent Mark Cycle",
                        "[700ns][gc         ] GC(13) Pause Young (Normal) (G1 Evacuation Pause) 7M->5M(8M) 14.309ms",
                        "[870ns][gc         ] GC(12) Pause Remark 5M->5M(8M) 8.458ms"))
                .isEqualTo(800);
    }

    @Test
    void whereTheLogWasNotOnWhenItBeganNothingIsTold() {
        assertThat(markingOfG1()).isZero();
        assertThat(markingOfG1("[100ns][gc] GC(2) Concurrent Mark Cycle"))
                .as("another one, of which the end was not logged")
                .isZero();
    }

    @Test
    void onlyG1IsLoggedOnDemand() {
        assertThat(parser(CollectorFamily.G1).onDemand()).isTrue();
        assertThat(parser(CollectorFamily.ZGC).onDemand()).isFalse();
        assertThat(parser(CollectorFamily.SHENANDOAH).onDemand()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"SERIAL", "PARALLEL", "UNKNOWN"})
    void otherCollectorsNeedNoLog(CollectorFamily family) {
        assertThat(MarkParser.of(family)).isNull();
    }
}
