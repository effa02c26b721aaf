package io.memsafe.benchmarks.batch.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.memsafe.benchmarks.batch.child.Ledger.Entry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContenderTest {
    private static final int ITEMS = 5_000;

    @TempDir
    Path folder;

    static List<Contender> all() {
        return Contender.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyContenderWritesEveryItemOnce(Contender contender) throws Exception {
        Ledger ledger = Ledger.open(folder.resolve("ledger"), ITEMS);
        contender.way().get().run(new Task(Workload.UNIFORM, ledger));
        Marks marks = Marks.of(Workload.UNIFORM);
        long sum = 0;
        for (long id = 0; id < ITEMS; id++) {
            assertThat(ledger.isWritten(id)).as("item %d", id).isTrue();
            sum += marks.mark(id);
        }
        assertThat(ledger.get(Entry.WRITTEN)).isEqualTo(ITEMS);
        assertThat(ledger.get(Entry.TWICE)).isZero();
        assertThat(ledger.get(Entry.SUM)).isEqualTo(sum);
        assertThat(ledger.get(Entry.MOST_BYTES)).isPositive();
    }

    @Test
    void anUnknownNameIsAnsweredWithThoseThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Contender.named("eleven-lines"))
                .withMessageContaining("eleven-lines")
                .withMessageContaining("ten-lines-2w");
    }
}
