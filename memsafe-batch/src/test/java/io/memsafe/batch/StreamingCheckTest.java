package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamingCheckTest {
    private static final long MB = 1 << 20;

    @Test
    void whatIsAllocatedAtOnceAndNeverAgainWasLoaded() {
        StreamingCheck check = new StreamingCheck(10, 1_000 * MB);
        assertThat(check.first(100 * MB)).isNull();
        for (int i = 1; i < 20; i++) {
            assertThat(check.next(1_000)).isNull();
        }
        assertThat(check.decided()).isFalse();
        assertThat(check.next(1_000)).contains("100 MB").contains("whole result");
        assertThat(check.decided()).isTrue();
    }

    @Test
    void portionsThatGoOnAllocatingAreStreamed() {
        StreamingCheck check = new StreamingCheck(10, 1_000 * MB);
        assertThat(check.first(100 * MB)).isNull();
        for (int i = 1; i <= 20; i++) {
            assertThat(check.next(i % 10 == 0 ? 100 * MB : 0)).isNull();
        }
        assertThat(check.decided()).isTrue();
    }

    @Test
    void aSmallResultIsNotDoubted() {
        StreamingCheck check = new StreamingCheck(10, 1_000 * MB);
        assertThat(check.first(8 * MB)).isNull();
        assertThat(check.decided()).isTrue();
    }

    @Test
    void aFirstPortionThatTakesMuchOfTheHeapIsDoubtedAtOnce() {
        StreamingCheck check = new StreamingCheck(10, 32 * MB);
        assertThat(check.first(5 * MB))
                .contains("5 MB")
                .contains("heap of 32 MB")
                .contains("fetchSize(10)");
        assertThat(check.decided()).isTrue();
    }

    @Test
    void withoutAMeterNothingIsSaid() {
        StreamingCheck check = new StreamingCheck(10, 32 * MB);
        assertThat(check.first(0)).isNull();
        assertThat(check.decided()).isTrue();
    }
}
