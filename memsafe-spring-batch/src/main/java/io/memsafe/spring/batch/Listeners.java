package io.memsafe.spring.batch;

import org.springframework.batch.core.listener.ChunkListener;
import org.springframework.batch.core.listener.CompositeChunkListener;
import org.springframework.batch.core.listener.CompositeItemProcessListener;
import org.springframework.batch.core.listener.CompositeItemReadListener;
import org.springframework.batch.core.listener.CompositeItemWriteListener;
import org.springframework.batch.core.listener.CompositeSkipListener;
import org.springframework.batch.core.listener.ItemProcessListener;
import org.springframework.batch.core.listener.ItemReadListener;
import org.springframework.batch.core.listener.ItemWriteListener;
import org.springframework.batch.core.listener.SkipListener;
import org.springframework.batch.core.listener.StepListener;

/** The listeners of a step by what they listen to. Thread-safety: set up by one thread, then immutable. */
final class Listeners<I, O> {
    final CompositeItemReadListener<I> read = new CompositeItemReadListener<>();
    final CompositeItemProcessListener<I, O> process = new CompositeItemProcessListener<>();
    final CompositeItemWriteListener<O> write = new CompositeItemWriteListener<>();
    final CompositeSkipListener<I, O> skip = new CompositeSkipListener<>();
    final CompositeChunkListener<I, O> chunk = new CompositeChunkListener<>();

    /** Adds it wherever it belongs; {@code false} if that is nowhere. */
    @SuppressWarnings("unchecked") // as in Spring's own builders: a listener is trusted to be one of this step's items
    boolean add(StepListener listener) {
        boolean known = false;
        if (listener instanceof ItemReadListener<?> reads) {
            read.register((ItemReadListener<? super I>) reads);
            known = true;
        }
        if (listener instanceof ItemProcessListener<?, ?> processes) {
            process.register((ItemProcessListener<? super I, ? super O>) processes);
            known = true;
        }
        if (listener instanceof ItemWriteListener<?> writes) {
            write.register((ItemWriteListener<? super O>) writes);
            known = true;
        }
        if (listener instanceof SkipListener<?, ?> skips) {
            skip.register((SkipListener<? super I, ? super O>) skips);
            known = true;
        }
        if (listener instanceof ChunkListener<?, ?> chunks) {
            chunk.register((ChunkListener<I, O>) chunks);
            known = true;
        }
        return known;
    }
}
