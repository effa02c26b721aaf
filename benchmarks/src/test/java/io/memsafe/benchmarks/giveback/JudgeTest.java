package io.memsafe.benchmarks.giveback;

import static io.memsafe.PressureLevel.CRITICAL;
import static io.memsafe.PressureLevel.EMERGENCY;
import static io.memsafe.PressureLevel.NORMAL;
import static io.memsafe.PressureLevel.WARNING;
import static io.memsafe.benchmarks.giveback.Script.MB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.giveback.Judge.Against;
import io.memsafe.benchmarks.giveback.Judge.GivenBack;
import io.memsafe.benchmarks.giveback.child.Part;
import io.memsafe.benchmarks.giveback.child.Recording;
import io.memsafe.benchmarks.giveback.child.Tape.Kind;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final double TICK = 0.011;

    private final Script script = new Script().pace(1_000);

    /** Three seconds as usual, then pressure. */
    private Script pressed() {
        return script.event(Kind.BASELINE).run(3).event(Kind.PRESSURE).run(1);
    }

    @SuppressWarnings("EnumOrdinal") // as the child writes them
    private Script asked(Part part) {
        return script.event(Kind.ASKED, part.ordinal(), 0);
    }

    private static GivenBack productsAt(Recording recording, PressureLevel level) {
        return Judge.givenBack(recording, Part.PRODUCTS, level).orElseThrow();
    }

    @Test
    void aCacheMayGiveBackWhatIsAboveItsShareOfWhatItHeldWhenTheEpisodeBegan() {
        script.held(Part.PRODUCTS, 20);
        pressed().level(WARNING).run(1).held(Part.PRODUCTS, 15).level(CRITICAL).run(1);
        script.held(Part.PRODUCTS, 10).run(1).event(Kind.DROP);
        Recording recording = script.recording();
        assertThat(productsAt(recording, WARNING).mayBytes()).isEqualTo(5 * MB);
        assertThat(productsAt(recording, CRITICAL).heldBytes()).isEqualTo(15 * MB);
        assertThat(productsAt(recording, CRITICAL).mayBytes())
                .as("half of the 20 MB from before")
                .isEqualTo(5 * MB);
    }

    @Test
    void aPoolMayGiveBackWhatIsAboveItsShareOfItsMost() {
        script.held(Part.DIRECT, 28).held(Part.BUFFERS, 5);
        pressed().level(CRITICAL).run(1);
        assertThat(Judge.givenBack(script.recording(), Part.DIRECT, CRITICAL))
                .hasValueSatisfying(given -> assertThat(given.mayBytes()).isEqualTo(12 * MB));
        assertThat(Judge.givenBack(script.recording(), Part.BUFFERS, CRITICAL))
                .as("6 MB it may keep")
                .isEmpty();
    }

    @Test
    void theTimeEndsWhenNineTenthsAreGivenBackAndNotBefore() {
        script.held(Part.PRODUCTS, 20);
        pressed().level(CRITICAL).run(0.3);
        asked(Part.PRODUCTS)
                .run(0.2)
                .held(Part.PRODUCTS, 12)
                .run(0.25)
                .held(Part.PRODUCTS, 11)
                .run(1);
        GivenBack given = productsAt(script.event(Kind.DROP).recording(), CRITICAL);
        assertThat(given.seconds().orElseThrow()).isCloseTo(0.75, within(TICK));
        assertThat(given.secondsFromAsked().orElseThrow()).isCloseTo(0.45, within(TICK));
        assertThat(given.ratioInOneSecond()).isEqualTo(0.9);
    }

    @Test
    void whatIsGivenBackAfterTheBallastHasGoneDoesNotCount() {
        script.held(Part.PRODUCTS, 20);
        pressed().level(CRITICAL).run(2).event(Kind.DROP).held(Part.PRODUCTS, 5).run(1);
        GivenBack given = productsAt(script.recording(), CRITICAL);
        assertThat(given.seconds()).isEmpty();
        assertThat(given.ratioInOneSecond()).isZero();
    }

    @Test
    void aPartThatHadGivenBackBeforeTakesNoTime() {
        script.held(Part.DIRECT, 28);
        pressed()
                .level(WARNING)
                .run(1)
                .held(Part.DIRECT, 10)
                .level(CRITICAL)
                .run(1)
                .event(Kind.DROP);
        GivenBack given =
                Judge.givenBack(script.recording(), Part.DIRECT, CRITICAL).orElseThrow();
        assertThat(given.mayBytes()).isZero();
        assertThat(given.seconds()).hasValue(0);
    }

    @Test
    void aLevelThatWasNotReachedSaysNothing() {
        script.held(Part.PRODUCTS, 20);
        pressed().level(CRITICAL).run(1);
        assertThat(Judge.givenBack(script.recording(), Part.PRODUCTS, EMERGENCY))
                .isEmpty();
    }

    @Test
    @SuppressWarnings("EnumOrdinal") // as the child writes them
    void theLevelRoseWhenTheFirstOfBothSaysSo() {
        pressed()
                .event(Kind.LEVEL, NORMAL.ordinal(), CRITICAL.ordinal())
                .run(0.5)
                .level(CRITICAL);
        script.run(1).event(Kind.DROP);
        assertThat(Judge.risen(script.recording(), WARNING)).hasValue(4_000_000_000L);
    }

    @Test
    void theThroughputIsBackWhenTwoWindowsAreNearlyAsBefore() {
        pressed().pace(400).level(CRITICAL).run(2).event(Kind.DROP).run(0.5).level(NORMAL);
        script.run(1).pace(960).run(0.5).pace(900).run(0.8).pace(960).run(3).event(Kind.END);
        assertThat(Judge.secondsToNormal(script.recording()).orElseThrow()).isCloseTo(0.5, within(TICK));
        assertThat(Judge.secondsToRecover(script.recording(), Against.TIME).orElseThrow())
                .as("0.5 s of it before were too short; the median lets two of five slices be slow")
                .isCloseTo(2.1, within(0.05));
    }

    @Test
    void aMachineThatIsBusyOtherwiseIsSlowInTimeAndMissesNoMoreForThat() {
        pressed()
                .level(CRITICAL)
                .run(1)
                .event(Kind.DROP)
                .level(NORMAL)
                .pace(500)
                .missing(0.2)
                .run(1);
        script.missing(0.1).run(5).event(Kind.END);
        assertThat(Judge.secondsToRecover(script.recording(), Against.TIME)).isEmpty();
        assertThat(Judge.secondsToRecover(script.recording(), Against.MISSES).orElseThrow())
                .as("a window is good when three of its five slices are")
                .isCloseTo(0.8, within(0.05));
    }

    @Test
    void aThroughputThatStaysLowIsNotBack() {
        pressed()
                .level(CRITICAL)
                .run(1)
                .event(Kind.DROP)
                .level(NORMAL)
                .pace(940)
                .run(5)
                .event(Kind.END);
        assertThat(Judge.secondsToRecover(script.recording(), Against.TIME)).isEmpty();
    }

    @Test
    void aRunThatEndedEarlyHasNoTimes() {
        pressed().level(CRITICAL).run(1);
        assertThat(Judge.secondsToRecover(script.recording(), Against.TIME)).isEmpty();
        assertThat(Judge.secondsToNormal(script.recording())).isEmpty();
        assertThat(Judge.unaccountedBytes(script.recording())).isEmpty();
    }

    @Test
    void whatACollectionLeftBeyondWhatIsHeldIsTold() {
        script.held(Part.PRODUCTS, 20).held(Part.DIRECT, 30).heap(100, 150);
        pressed()
                .event(Kind.FULL)
                .run(1)
                .heap(100, 133)
                .run(1)
                .heap(100, 170)
                .run(1)
                .event(Kind.DROP);
        assertThat(Judge.unaccountedBytes(script.recording())).hasValue(3 * MB);
    }
}
