package io.memsafe.benchmarks.giveback.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ZipfTest {
    private static final int DRAWS = 200_000;

    @Test
    void aRankIsDrawnAsOftenAsOneOverItsNumber() {
        Zipf zipf = new Zipf(100);
        SplittableRandom random = new SplittableRandom(1);
        int[] drawn = new int[100];
        for (int i = 0; i < DRAWS; i++) {
            drawn[zipf.next(random)]++;
        }
        assertThat((double) drawn[0] / drawn[1]).isCloseTo(2, within(0.1));
        assertThat((double) drawn[0] / drawn[9]).isCloseTo(10, within(0.7));
        assertThat(drawn[99]).isPositive();
    }
}
