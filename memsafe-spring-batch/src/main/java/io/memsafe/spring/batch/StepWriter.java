package io.memsafe.spring.batch;

import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStream;
import org.springframework.batch.infrastructure.item.ItemWriter;

/** Spring's writer and those who listen to it. Thread-safety: none; one call at a time. */
final class StepWriter<O> {
    private final ItemWriter<? super O> writer;
    private final Listeners<?, O> listeners;
    private final Failures failures;

    StepWriter(ItemWriter<? super O> writer, Listeners<?, O> listeners, Failures failures) {
        this.writer = writer;
        this.listeners = listeners;
        this.failures = failures;
    }

    void write(Chunk<O> chunk) throws Exception {
        failures.clear();
        try {
            listeners.write.beforeWrite(chunk);
            writer.write(chunk);
            listeners.write.afterWrite(chunk);
        } catch (Throwable e) {
            failures.failed(chunk.size() == 1 ? chunk.getItems().get(0) : null, e);
            if (e instanceof Exception exception) {
                listeners.write.onWriteError(exception, chunk);
            }
            throw e;
        }
    }

    /** Puts the writer's state into the context, inside the transaction. */
    void update(ExecutionContext context) {
        if (writer instanceof ItemStream stream) {
            stream.update(context);
        }
    }

    void committed(Chunk<O> chunk) {
        listeners.chunk.afterChunk(chunk);
    }

    void rolledBack(Chunk<O> chunk, Exception failure) {
        listeners.chunk.onChunkError(failure, chunk);
    }
}
