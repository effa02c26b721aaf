package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettledTest {
    private static final int ITEMS = 200;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void rangesSayTheSameAsOneMarkForEachItem(int seed) {
        Random random = new Random(seed);
        Settled settled = new Settled(new long[] {0, 10, 50, 60}, new Tally(20, 20, 0, 0), 1);
        BitSet oracle = new BitSet();
        oracle.set(0, 10);
        oracle.set(50, 60);
        while (oracle.nextClearBit(0) < ITEMS) {
            int from = oracle.nextClearBit(random.nextInt(ITEMS));
            int next = oracle.nextSetBit(from);
            int limit = next < 0 ? from + 20 : next;
            int to = from + 1 + random.nextInt(limit - from);
            oracle.set(from, to);
            settled.add(from, to, to - from, 0, 0);
            for (int i = 0; i < ITEMS; i++) {
                assertThat(settled.unsettledFrom(i)).isEqualTo(oracle.nextClearBit(i));
            }
            int gap = oracle.nextClearBit(0);
            int after = oracle.nextSetBit(gap);
            assertThat(settled.settledAfter(gap)).isEqualTo(after < 0 ? Settled.OPEN : after);
            assertThat(settled.snapshot().lowWater()).isEqualTo(gap);
            assertThat(settled.inputNeeded()).isEqualTo(oracle.length());
        }
        assertThat(settled.snapshot().ranges()).hasSize(2);
        assertThat(settled.snapshot().tally().items()).isEqualTo(oracle.cardinality());
    }
}
