package io.memsafe.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The items of a worker's chunk that an asynchronous processor has begun, up to a number of them, in reading order.
 *
 * <p>Thread-safety: {@link #abandoned()} may be asked when the worker has ended; the rest belongs to the worker.
 */
final class AsyncWindow<I, O> {
    private final AsyncProcessor<I, O> processor;
    private final BooleanSupplier stopping;
    private final List<@Nullable AsyncCall<O>> ring;
    private int begun;
    private boolean abandoned;

    private AsyncWindow(AsyncProcessor<I, O> processor, BooleanSupplier stopping) {
        this.processor = processor;
        this.stopping = stopping;
        this.ring = new ArrayList<>();
        for (int i = 0; i < processor.most(); i++) {
            ring.add(null);
        }
    }

    /** A window if the processor is asynchronous, else {@code null}. */
    @SuppressWarnings("unchecked") // it takes these items, and its results are only handed out
    static <I, O> @Nullable AsyncWindow<I, O> of(
            ItemProcessor<? super I, ? extends O> processor, BooleanSupplier stopping) {
        return processor instanceof AsyncProcessor<?, ?> async
                ? new AsyncWindow<>((AsyncProcessor<I, O>) async, stopping)
                : null;
    }

    /**
     * Begins items, and waits for the first of them.
     *
     * @param index the first item; its result is taken next
     * @param end where the chunk ends
     * @param room how many items may have begun; the first one may in any case
     * @return whether it has ended, well or badly; {@code false} if the job stops, and all that has not ended is cancelled
     */
    boolean ready(Chunk<I> chunk, int index, int end, int room) throws InterruptedException {
        begun = Math.max(begun, index);
        int last = Math.min(end, index + Math.max(1, Math.min(room, ring.size())));
        for (; begun < last && !stopping.getAsBoolean(); begun++) {
            I item = chunk.get(begun);
            ring.set(begun % ring.size(), item == null ? null : processor.begin(item));
        }
        AsyncCall<O> first = ring.get(index % ring.size());
        abandoned = begun <= index || (first != null && !first.await(stopping));
        if (abandoned) {
            cancel();
        }
        return !abandoned;
    }

    /** The result of the item that is ready. */
    @Nullable
    O take(int index) throws Exception {
        AsyncCall<O> call = ring.set(index % ring.size(), null);
        if (call == null) {
            throw new IllegalStateException("item " + index + " of the chunk has not begun");
        }
        return call.result();
    }

    /** Whether the job stopped before all items had ended. */
    boolean abandoned() {
        return abandoned;
    }

    /**
     * Drops what has begun. If the chunk runs again, it is waited for, so that it does not hold memory beside the next
     * attempt; else it is cancelled.
     */
    void giveUp(boolean again) {
        try {
            for (int i = 0; again && i < ring.size(); i++) {
                AsyncCall<O> call = ring.get(i);
                if (call != null) {
                    call.drop();
                }
            }
            for (int i = 0; again && i < ring.size(); i++) {
                AsyncCall<O> call = ring.get(i);
                if (call != null) {
                    call.await(stopping);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            cancel();
        }
    }

    private void cancel() {
        begun = 0;
        for (int i = 0; i < ring.size(); i++) {
            AsyncCall<O> call = ring.set(i, null);
            if (call != null) {
                call.cancel();
            }
        }
    }
}
