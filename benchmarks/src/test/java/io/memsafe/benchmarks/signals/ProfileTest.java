package io.memsafe.benchmarks.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProfileTest {
    private static final Profile PROFILE = Profile.of(0, 0.2, 2, 0.4, 2, 0.8, 4, 0.8);

    @Test
    void betweenPointsIsAStraightLine() {
        assertThat(PROFILE.at(1)).isCloseTo(0.3, within(1e-9));
        assertThat(PROFILE.at(3)).isEqualTo(0.8);
    }

    @Test
    void twoPointsAtOneSecondAreAJump() {
        assertThat(PROFILE.at(1.999)).isLessThan(0.401);
        assertThat(PROFILE.at(2)).isEqualTo(0.8);
    }

    @Test
    void outsideStandTheOuterPoints() {
        assertThat(PROFILE.at(-1)).isEqualTo(0.2);
        assertThat(PROFILE.at(100)).isEqualTo(0.8);
    }

    @Test
    void repeatedBeginsAgain() {
        Profile twice = PROFILE.repeated(2);

        assertThat(twice.duration()).isEqualTo(8);
        assertThat(twice.at(5)).isCloseTo(0.3, within(1e-9));
        assertThat(twice.at(7)).isEqualTo(0.8);
    }

    @Test
    void secondsThatFallAreNamed() {
        assertThatThrownBy(() -> Profile.of(0, 0, 2, 0.5, 1, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.0 follows 2.0");
        assertThatThrownBy(() -> Profile.of(0, 0)).hasMessageContaining("2 points or more");
    }
}
