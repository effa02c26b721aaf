package io.memsafe.benchmarks.stand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FigureTest {

    @Test
    void aWholeCountMustBeOk() {
        assertThat(Figure.all("catalog.g1.17.40m.complete", 20, 20).line())
                .isEqualTo("figure catalog.g1.17.40m.complete 20/20 bar 20/20 ok");
    }

    @Test
    void aCountWithOneMissingMustFallShort() {
        assertThat(Figure.all("a.b", 19, 20).line()).isEqualTo("figure a.b 19/20 bar 20/20 short");
    }

    @Test
    void aCountOfNothingMustFallShort() {
        assertThat(Figure.all("a.b", 0, 0).ok()).isFalse();
    }

    @Test
    void atMostMustAcceptItsBar() {
        assertThat(Figure.atMost("a.b", 1.05, 1.05, 3).line()).isEqualTo("figure a.b 1.050 bar <=1.050 ok");
        assertThat(Figure.atMost("a.b", 1.0501, 1.05, 3).ok()).isFalse();
    }

    @Test
    void belowMustNotAcceptItsBar() {
        assertThat(Figure.below("a.b", 2, 2, 1).line()).isEqualTo("figure a.b 2.0 bar <2.0 short");
        assertThat(Figure.below("a.b", 1.999, 2, 3).ok()).isTrue();
    }

    @Test
    void aNumberThatCouldNotBeMeasuredMustFallShort() {
        assertThat(Figure.below("a.b", Double.NaN, 2, 1).line()).isEqualTo("figure a.b not-measured bar <2.0 short");
    }

    @Test
    void noneMustAcceptOnlyNought() {
        assertThat(Figure.none("a.lost", 0).line()).isEqualTo("figure a.lost 0 bar 0 ok");
        assertThat(Figure.none("a.lost", 1).ok()).isFalse();
    }

    @Test
    void aNameOfTwoWordsMustBeRefused() {
        assertThatThrownBy(() -> Figure.none("two words", 0)).hasMessageContaining("two words");
    }
}
