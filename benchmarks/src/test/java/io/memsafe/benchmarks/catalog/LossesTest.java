package io.memsafe.benchmarks.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.benchmarks.stand.Condition;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.fork.Collector;
import io.memsafe.fork.Jdk;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LossesTest {

    private static final Condition CONDITION = new Condition(Jdk.running(), Collector.G1, 64);

    private final Losses losses = new Losses();

    @Test
    void missingAndDoubledEntriesMustNotCancelOut() {
        add(Contender.fixed(1000), "complete", true, 100, 0, "");
        add(Contender.GOVERNED, "incomplete", false, 97, 0, "the catalog has 97, but the input has 100");
        add(Contender.GOVERNED, "incomplete", false, 103, 0, "the catalog has 103, but the input has 100");
        assertThat(losses.lost()).isEqualTo(3);
        assertThat(losses.twice()).isEqualTo(3);
        assertThat(losses.contradicted()).isEqualTo(2);
    }

    @Test
    void entriesInQuarantineMustNotCountAsLost() {
        add(Contender.GOVERNED, "complete", true, 100, 0, "");
        add(Contender.GOVERNED, "incomplete", false, 98, 2, "2 entries were set aside for want of memory");
        assertThat(losses.lost()).isZero();
        assertThat(losses.runs()).isEqualTo(2);
    }

    @Test
    void runsThatWereKilledOrAreNotGovernedMustNotCount() {
        add(Contender.GOVERNED, "complete", true, 100, 0, "");
        add(Contender.GOVERNED, "timeout", false, 10, 0, "");
        add(Contender.COLLECT, "incomplete", false, 10, 0, "the catalog has 10, but the input has 100");
        assertThat(losses.lost()).isZero();
        assertThat(losses.runs()).isEqualTo(1);
    }

    @Test
    void containedErrorsMustBeSummed() {
        add(Contender.GOVERNED, "complete", true, 100, 0, "");
        add(Contender.GOVERNED, "complete", true, 100, 0, "");
        assertThat(losses.contained()).isEqualTo(2);
    }

    private void add(Contender contender, String end, boolean verified, long items, long setAside, String note) {
        losses.add(
                contender,
                CONDITION,
                new Run(
                        contender.label(),
                        1,
                        "1.0",
                        "2026-01-01T00:00:00Z",
                        1.0,
                        null,
                        false,
                        Map.of(
                                ChildReport.END, end,
                                ChildReport.VERIFIED, verified,
                                ChildReport.ITEMS, items,
                                ChildReport.SET_ASIDE, setAside,
                                ChildReport.CONTAINED, 1L,
                                ChildReport.NOTE, note)));
    }
}
