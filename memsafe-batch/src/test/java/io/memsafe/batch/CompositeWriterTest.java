package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompositeWriterTest {
    private final List<String> calls = new ArrayList<>();

    private final class Part implements UndoableWriter<Integer> {
        private final String name;
        private int failures;
        private int undoFailures;

        Part(String name) {
            this.name = name;
        }

        @Override
        public void write(List<? extends Integer> items) throws IOException {
            if (failures-- > 0) {
                throw new IOException(name);
            }
            calls.add(name + " write " + items);
        }

        @Override
        public void undo() throws IOException {
            if (undoFailures-- > 0) {
                throw new IOException("undo " + name);
            }
            calls.add(name + " undo");
        }

        @Override
        public void close() {
            calls.add(name + " close");
        }
    }

    private final Part a = new Part("a");
    private final Part b = new Part("b");
    private final Part c = new Part("c");
    private final ItemWriter<Integer> writer = ItemWriter.composite(List.of(a, b), c);

    @Test
    void aFailureUndoesWhatWasWrittenBeforeIt() throws Exception {
        c.failures = 1;
        assertThatThrownBy(() -> writer.write(List.of(1))).hasMessage("c");
        writer.write(List.of(1));
        assertThat(calls)
                .containsExactly(
                        "a write [1]", "b write [1]", "b undo", "a undo", "a write [1]", "b write [1]", "c write [1]");
    }

    @Test
    void aPartThatWroteNothingIsNotUndone() {
        b.failures = 1;
        assertThatThrownBy(() -> writer.write(List.of(1))).hasMessage("b");
        assertThat(calls).containsExactly("a write [1]", "a undo");
    }

    @Test
    void nothingIsWrittenBeforeAllIsUndone() throws Exception {
        c.failures = 1;
        a.undoFailures = 2;
        assertThatThrownBy(() -> writer.write(List.of(1)))
                .hasMessage("c")
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
        assertThatThrownBy(() -> writer.write(List.of(1))).hasMessage("undo a");
        writer.write(List.of(2));
        assertThat(calls)
                .containsExactly(
                        "a write [1]", "b write [1]", "b undo", "a undo", "a write [2]", "b write [2]", "c write [2]");
    }

    @Test
    void aTransactionInDoubtLeavesTheOthersAsTheyAre() {
        ItemWriter<Integer> doubtful = ItemWriter.composite(List.of(a), items -> {
            throw new CommitInDoubtException(items.size());
        });
        assertThatThrownBy(() -> doubtful.write(List.of(1))).isInstanceOf(CommitInDoubtException.class);
        assertThat(calls).containsExactly("a write [1]");
    }

    @Test
    void allPartsAreClosed() throws Exception {
        writer.close();
        assertThat(calls).containsExactly("a close", "b close", "c close");
    }

    @Test
    void whatMayBeRepeatedNeedsNoUndo() throws Exception {
        List<Integer> upserted = new ArrayList<>();
        ItemWriter<Integer> both = ItemWriter.composite(List.of(UndoableWriter.repeatable(upserted::addAll)), c);
        c.failures = 1;
        assertThatThrownBy(() -> both.write(List.of(1))).hasMessage("c");
        both.write(List.of(1));
        assertThat(upserted).containsExactly(1, 1);
    }
}
