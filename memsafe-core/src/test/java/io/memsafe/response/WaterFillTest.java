package io.memsafe.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class WaterFillTest {

    @Test
    void whatIsFullLeavesTheRestToTheOthers() {
        assertThat(WaterFill.share(100, new double[] {3, 1}, new double[] {60, 60}))
                .containsExactly(60, 40);
        assertThat(WaterFill.share(100, new double[] {3, 1}, new double[] {80, 60}))
                .containsExactly(75, 25);
        assertThat(WaterFill.share(100, new double[] {0, 0}, new double[] {300, 100}))
                .containsExactly(75, 25);
        assertThat(WaterFill.share(100, new double[] {1, 0}, new double[] {40, 100}))
                .containsExactly(40, 60);
        assertThat(WaterFill.share(0, new double[] {1}, new double[] {40})).containsExactly(0);
        assertThat(WaterFill.share(100, new double[] {1}, new double[] {40})).containsExactly(40);
    }

    @Test
    void allIsSharedAndNoneHasMoreThanItTakes() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 10_000; round++) {
            int number = 1 + random.nextInt(6);
            double[] weights = new double[number];
            double[] caps = new double[number];
            for (int i = 0; i < number; i++) {
                weights[i] = random.nextInt(4) == 0 ? 0 : random.nextDouble() * 1e6;
                caps[i] = random.nextInt(6) == 0 ? 0 : random.nextInt(1_000);
            }
            double all = DoubleStream.of(caps).sum();
            double total = random.nextDouble() * 1.2 * all;
            double[] shares = WaterFill.share(total, weights, caps);
            assertThat(DoubleStream.of(shares).sum()).isCloseTo(Math.min(total, all), within(1e-6));
            for (int i = 0; i < number; i++) {
                assertThat(shares[i]).isBetween(0.0, caps[i]);
            }
        }
    }
}
