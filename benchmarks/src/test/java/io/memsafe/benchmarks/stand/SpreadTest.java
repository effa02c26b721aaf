package io.memsafe.benchmarks.stand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void medianOfAnOddCountMustBeTheMiddleOne() {
        assertThat(Spread.of(List.of(9.0, 1.0, 2.0))).isEqualTo(new Spread(3, 1, 2, 9));
    }

    @Test
    void medianOfAnEvenCountMustBeTheMeanOfTheMiddle() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(new Spread(4, 1, 3, 9));
    }

    @Test
    void medianMustNotFollowAnOutlier() {
        assertThat(Spread.of(List.of(1.0, 1.0, 1.0, 1.0, 1000.0)).median()).isEqualTo(1.0);
    }

    @Test
    void noValueMustBeRefused() {
        assertThatThrownBy(() -> Spread.of(List.of())).hasMessageContaining("at least 1 value");
    }

    @Test
    void whatIsNotANumberMustBeRefused() {
        assertThatThrownBy(() -> Spread.of(List.of(1.0, Double.NaN))).hasMessageContaining("NaN");
    }

    @Test
    void textMustShowMedianAndBothEnds() {
        assertThat(Spread.of(List.of(1.0, 2.0, 4.0)).text(1)).isEqualTo("2.0 (1.0..4.0)");
    }
}
