package io.memsafe.doctor.size;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.doctor.gclog.GcEvent;
import io.memsafe.doctor.gclog.GcKind;
import io.memsafe.doctor.jvm.UseFigure;
import org.junit.jupiter.api.Test;

class GcLogUseTest {
    private final GcLogUse use = new GcLogUse("gc.log");

    private void young(double seconds, long before, long after) {
        use.accept(new GcEvent(GcKind.YOUNG, seconds, null, before, after, 1_000, -1, 1));
    }

    @Test
    void theLargestStatementMustBeTheLiveSet() {
        use.accept(new GcEvent(GcKind.FULL, 1, null, 900, 300, 1_000, 300, 1));
        use.accept(new GcEvent(GcKind.FULL, 2, null, 900, 500, 1_000, 500, 1));
        use.accept(new GcEvent(GcKind.FULL, 3, null, 900, 400, 1_000, 400, 1));
        assertThat(use.use().value(UseFigure.LIVE)).hasValue(500);
        assertThat(use.use().value(UseFigure.HEAP_PEAK)).hasValue(900);
    }

    @Test
    void withoutAStatementGarbageThatGrewOldMustNotHideWhatIsLow() {
        for (int i = 0; i < 40; i++) {
            young(i, 900, 300 + 50 * (i % 10));
        }
        assertThat(use.use().value(UseFigure.LIVE)).hasValue(300);
    }

    @Test
    void aMarkWhileTheProgramStartedMustNotStandForAll() {
        use.accept(new GcEvent(GcKind.CYCLE, 1, null, 200, 180, 1_000, 18, 1));
        young(2, 200, 150);
        assertThat(use.use().value(UseFigure.LIVE)).hasValue(150);
    }

    @Test
    void manyStatementsMustCountWhateverGarbageIsLeftAfterThem() {
        for (int i = 0; i < 3; i++) {
            use.accept(new GcEvent(GcKind.CYCLE, i, null, 500, 480, 1_000, 300, 1));
        }
        for (int i = 3; i < 40; i++) {
            young(i, 900, 700);
        }
        assertThat(use.use().value(UseFigure.LIVE)).hasValue(300);
    }

    @Test
    void ofAFewCollectionsTheOneThatLeftMostMustCount() {
        young(1, 100, 50);
        young(2, 200, 150);
        assertThat(use.use().value(UseFigure.LIVE)).hasValue(150);
    }

    @Test
    void theRateMustBeThatOfTheFastestSeconds() {
        for (int i = 0; i <= 20; i++) {
            young(i, 200, 100);
        }
        for (int i = 21; i <= 30; i++) {
            young(i, 600, 100);
        }
        assertThat(use.use().value(UseFigure.ALLOCATION)).hasValue(500);
    }

    @Test
    void anotherJvmMustNotCountAsAllocation() {
        young(1, 200, 100);
        young(8, 200, 100);
        young(1, 900_000, 100);
        young(7, 200, 100);
        assertThat(use.use().value(UseFigure.ALLOCATION).getAsLong()).isLessThan(100);
    }

    @Test
    void nothingSeenMustBeNothingKnown() {
        assertThat(use.use().value(UseFigure.LIVE)).isEmpty();
        assertThat(use.use().value(UseFigure.ALLOCATION)).isEmpty();
    }
}
