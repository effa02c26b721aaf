package io.memsafe.assess;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.signal.CollectionEvent;
import io.memsafe.signal.CollectorFamily;
import io.memsafe.signal.MarkResult;
import io.memsafe.signal.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapAssessorTest {
    private static final long MB = 1 << 20;
    private static final long SECOND = 1_000_000_000L;

    private static CollectionEvent young(long second, long oldBefore, long oldAfter) {
        return new CollectionEvent(
                second * SECOND, "Copy", "", "", 0, 1, 100 * MB, 50 * MB, oldBefore * MB, oldAfter * MB, 0);
    }

    private static Sample sample(long second) {
        return new Sample(second * SECOND, 100 * MB, 256 * MB, 0);
    }

    @ParameterizedTest
    @CsvSource({"SERIAL,6", "ZGC,0"})
    void whatYoungCollectionsMoveIntoTheOldGenerationIsARate(CollectorFamily family, long megabytesPerSecond) {
        HeapAssessor assessor = new HeapAssessor(family);
        assessor.assess(sample(100));
        assessor.collected(young(101, 10, 30));
        assessor.collected(young(103, 30, 40));
        assessor.assess(sample(104));
        assessor.assess(sample(105));
        assertThat(assessor.promotionBytesPerSecond()).isEqualTo((double) megabytesPerSecond * MB);
        assessor.assess(sample(110));
        assertThat(assessor.promotionBytesPerSecond()).as("nothing moved since").isZero();
    }

    @Test
    void whatLivesIsNeverMoreThanWasInUseSinceItWasFound() {
        HeapAssessor assessor = new HeapAssessor(CollectorFamily.ZGC);
        assessor.marked(new MarkResult(SECOND, 200 * MB, 0, false, true));
        assertThat(assessor.assess(new Sample(SECOND, 220 * MB, 256 * MB, 0)).liveBytes())
                .isEqualTo(200 * MB);
        assessor.assess(new Sample(2 * SECOND, 120 * MB, 256 * MB, 0));
        assertThat(assessor.assess(new Sample(3 * SECOND, 250 * MB, 256 * MB, 0))
                        .liveBytes())
                .isEqualTo(120 * MB);
        assessor.marked(new MarkResult(4 * SECOND, 210 * MB, 0, false, true));
        assertThat(assessor.assess(new Sample(4 * SECOND, 250 * MB, 256 * MB, 0))
                        .liveBytes())
                .isEqualTo(210 * MB);
    }

    @Test
    void aClockThatStepsBackOrFarAheadBreaksNothing() {
        HeapAssessor assessor = new HeapAssessor(CollectorFamily.SERIAL);
        for (long second : new long[] {100, 101, 50, 51, 1_000_000, 1_000_001, 3}) {
            assessor.collected(young(second, 10, 20));
            assertThat(assessor.assess(sample(second)).liveAge().isNegative()).isFalse();
        }
    }
}
