package io.memsafe.benchmarks.stand;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BisectionTest {

    private static final List<Integer> STEPS = List.of(16, 20, 24, 28, 32, 36, 40, 48, 56, 64);

    @ParameterizedTest
    @ValueSource(ints = {16, 20, 24, 28, 32, 36, 40, 48, 56, 64})
    void everyStepMustBeFoundIfItIsTheSmallest(int smallest) {
        assertThat(Bisection.smallest(STEPS, step -> step >= smallest)).contains(smallest);
    }

    @Test
    void nothingMustBeFoundIfNothingSuffices() {
        assertThat(Bisection.smallest(STEPS, step -> false)).isEmpty();
        assertThat(Bisection.smallest(List.<Integer>of(), step -> true)).isEmpty();
    }

    @Test
    void aStepBetweenTwoMustRoundUp() {
        assertThat(Bisection.smallest(STEPS, step -> step >= 41)).contains(48);
    }

    @Test
    void noStepMustBeTriedTwiceAndFewMustBeTried() {
        List<Integer> tried = new ArrayList<>();
        assertThat(Bisection.smallest(STEPS, step -> tried.add(step) && step >= 28))
                .contains(28);
        assertThat(tried).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(4);
    }
}
