package io.memsafe.batch;

import java.util.List;

/** A writer whose chunks need not be undone, since they do no harm when they are written again. Thread-safety: as of it. */
@SuppressWarnings("try") // close() may throw what the target of the items throws
final class RepeatableWriter<O> implements UndoableWriter<O> {
    private final ItemWriter<? super O> writer;

    RepeatableWriter(ItemWriter<? super O> writer) {
        this.writer = writer;
    }

    @Override
    public void write(List<? extends O> items) throws Exception {
        writer.write(items);
    }

    @Override
    public void undo() {
        // The items will be written again, over those that are there.
    }

    @Override
    public boolean concurrent() {
        return writer.concurrent();
    }

    @Override
    public void close() throws Exception {
        writer.close();
    }
}
