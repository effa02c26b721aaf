package io.memsafe.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.benchmarks.jmh.Regressions.Verdict;
import io.memsafe.benchmarks.stand.Spread;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegressionsTest {
    private static final String HERE = "a processor, 2 cores";

    private final Regressions regressions = new Regressions(false, HERE);
    private final Regressions quick = new Regressions(true, HERE);

    private static Spread forks(Double... ratios) {
        return Spread.of(Arrays.asList(ratios));
    }

    @Test
    void whatIsSlowerInEveryForkIsARegression() {
        assertThat(regressions.judge(forks(1.00, 1.02, 1.04), forks(1.14, 1.15, 1.30), HERE))
                .isEqualTo(Verdict.SLOWER);
    }

    @Test
    void oneSlowForkIsNone() {
        assertThat(regressions.judge(forks(1.00, 1.02, 1.04), forks(1.01, 1.03, 4.00), HERE))
                .isEqualTo(Verdict.NOT_SLOWER);
    }

    /** Forks that fall into two kinds were so before. */
    @Test
    void whatWasAsSlowInOneForkThenIsNone() {
        assertThat(regressions.judge(forks(1.00, 1.02, 4.20), forks(4.00, 4.10, 4.30), HERE))
                .isEqualTo(Verdict.NOT_SLOWER);
    }

    @Test
    void lessThanATenthIsNoneHoweverSure() {
        assertThat(regressions.judge(forks(1.00, 1.00, 1.00), forks(1.09, 1.09, 1.09), HERE))
                .isEqualTo(Verdict.NOT_SLOWER);
    }

    @Test
    void aQuickRunMustBeFurtherOff() {
        assertThat(quick.judge(forks(1.0, 1.0, 1.0), forks(1.25, 1.25, 1.25), HERE))
                .isEqualTo(Verdict.NOT_SLOWER);
        assertThat(quick.judge(forks(1.0, 1.0, 1.0), forks(1.35, 1.35, 1.35), HERE))
                .isEqualTo(Verdict.SLOWER);
    }

    @Test
    void twoForksAreTooFewOnEitherSide() {
        List<Spread> both = List.of(forks(1.0, 1.0), forks(2.0, 2.0, 2.0));
        assertThat(regressions.judge(both.get(0), both.get(1), HERE)).isEqualTo(Verdict.TOO_FEW_FORKS);
        assertThat(regressions.judge(both.get(1), both.get(0), HERE)).isEqualTo(Verdict.TOO_FEW_FORKS);
    }

    @Test
    void anotherProcessorIsNotJudged() {
        assertThat(regressions.judge(forks(1.0, 1.0, 1.0), forks(2.0, 2.0, 2.0), "another one"))
                .isEqualTo(Verdict.OTHER_MACHINE);
    }
}
