package io.memsafe.benchmarks.batch.child;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.benchmarks.batch.child.Ledger.End;
import io.memsafe.benchmarks.batch.child.Ledger.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    @TempDir
    Path folder;

    private Ledger ledger;

    @BeforeEach
    void open() throws IOException {
        ledger = Ledger.open(folder.resolve("ledger"), 100);
    }

    @Test
    void aLedgerThatIsOpenedAgainSaysTheSame() throws IOException {
        ledger.written(99);
        ledger.givenUp(7);
        ledger.end(End.THREW);
        Ledger again = Ledger.open(folder.resolve("ledger"), 100);
        assertThat(again.isWritten(99)).isTrue();
        assertThat(again.isWritten(98)).isFalse();
        assertThat(again.isGivenUp(7)).isTrue();
        assertThat(again.isGivenUp(99)).isFalse();
        assertThat(again.get(Entry.GIVEN_UP)).isEqualTo(1);
        assertThat(again.end()).isEqualTo(End.THREW);
    }

    @Test
    void anItemThatIsWrittenTwiceCountsAsSuch() {
        Task task = new Task(Workload.UNIFORM, ledger);
        Result result = task.transform(task.source().next());
        task.write(List.of(result));
        task.write(List.of(result));
        assertThat(ledger.get(Entry.WRITTEN)).isEqualTo(1);
        assertThat(ledger.get(Entry.TWICE)).isEqualTo(1);
    }

    @Test
    void aChildThatSaidNothingHasNoEnd() {
        assertThat(ledger.end()).isEqualTo(End.NONE);
    }
}
