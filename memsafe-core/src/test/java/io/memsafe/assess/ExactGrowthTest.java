package io.memsafe.assess;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExactGrowthTest {
    private static final long SECOND = 1_000_000_000L;

    private final ExactGrowth growth = new ExactGrowth();

    private double perSecond(double atSeconds) {
        return growth.perSecond((long) (atSeconds * SECOND), 1_000);
    }

    private void found(double atSeconds, long live) {
        growth.found((long) (atSeconds * SECOND), live);
    }

    @Test
    void threeMomentsThatRiseGrowAtTheSlowerOfTheirSlopes() {
        found(1, 100);
        found(2, 200);
        assertThat(perSecond(2)).as("two are a step").isZero();
        found(3, 250);
        assertThat(perSecond(3)).isEqualTo(50.0);
    }

    @Test
    void aStepThatIsOverDoesNotGrow() {
        found(1, 100);
        found(2, 400);
        found(3, 400);
        assertThat(perSecond(3)).isZero();
    }

    @Test
    void whatIsTooLittleTooFarApartOrTooLongAgoIsNoGrowth() {
        found(1, 100);
        found(2, 110);
        found(3, 120);
        assertThat(perSecond(3)).as("2 % of the limit").isZero();
        found(9, 200);
        assertThat(perSecond(9)).as("seven seconds apart").isZero();
        found(10, 300);
        found(11, 400);
        assertThat(perSecond(11)).isPositive();
        assertThat(perSecond(13.5)).as("nothing was found since").isZero();
    }

    @Test
    void momentsThatAreHardlyApartAreOne() {
        found(1, 100);
        found(2, 200);
        found(2.05, 300);
        found(3, 310);
        assertThat(perSecond(3)).isEqualTo(100.0);
    }
}
