package io.memsafe.batch;

import java.util.List;

/** Writes to several writers in order; undoes what the first ones did when a later one fails. Thread-safety: as of its parts. */
@SuppressWarnings("try") // close() may throw what the targets of the items throw
final class CompositeWriter<O> implements ItemWriter<O> {
    private final List<UndoableWriter<? super O>> first;
    private final ItemWriter<? super O> last;
    private int undone = -1;

    CompositeWriter(List<UndoableWriter<? super O>> first, ItemWriter<? super O> last) {
        this.first = List.copyOf(first);
        this.last = last;
    }

    @Override
    public void write(List<? extends O> items) throws Exception {
        undoRest();
        int written = 0;
        try {
            for (UndoableWriter<? super O> writer : first) {
                writer.write(items);
                written++;
            }
            last.write(items);
        } catch (CommitInDoubtException e) {
            throw e; // to undo the others could be as wrong as to leave them
        } catch (Throwable e) {
            undone = written - 1;
            try {
                undoRest();
            } catch (Exception | OutOfMemoryError more) {
                e.addSuppressed(more); // the next write tries again, and does not begin before
            }
            throw e;
        }
    }

    /** Takes back, last one first, what is still written of a chunk that failed. */
    private void undoRest() throws Exception {
        for (; undone >= 0; undone--) {
            first.get(undone).undo();
        }
    }

    @Override
    public void close() throws Exception {
        Exception failure = null;
        try {
            undoRest();
        } catch (Exception e) {
            failure = e;
        }
        for (int i = 0; i <= first.size(); i++) {
            try {
                (i < first.size() ? first.get(i) : last).close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
