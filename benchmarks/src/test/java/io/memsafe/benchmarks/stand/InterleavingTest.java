package io.memsafe.benchmarks.stand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class InterleavingTest {

    @Test
    void everyRoundMustBeginWithTheNextContestant() {
        assertThat(Interleaving.rounds(List.of("A", "B", "C"), 4))
                .containsExactly(
                        List.of("A", "B", "C"), List.of("B", "C", "A"), List.of("C", "A", "B"), List.of("A", "B", "C"));
    }

    @Test
    void pairsMustTakeTurnsAtBeingFirst() {
        assertThat(Interleaving.rounds(List.of("A", "B"), 2)).containsExactly(List.of("A", "B"), List.of("B", "A"));
    }

    @Test
    void noContestantsMustGiveEmptyRounds() {
        assertThat(Interleaving.rounds(List.of(), 2)).containsExactly(List.of(), List.of());
    }

    @Test
    void negativeRoundsMustBeRefused() {
        assertThatThrownBy(() -> Interleaving.rounds(List.of("A"), -1)).hasMessageContaining("-1");
    }
}
