package io.memsafe.batch.spill;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Entries of several sources in one order: of equal ones, those of the source that stands first in the list come first, so
 * that what sorts stably in each is stable altogether. Equal ones can be combined into one.
 *
 * <p><i>An error loses nothing.</i> Comparator, format and combiner are the user's, and any of them can run out of
 * memory. So each step is done in an order that lets {@link #next()} be called again: the entry handed out is replaced
 * only with the next call; a source that throws stands still; the place of a new head in the heap is found by comparing
 * alone, and entries move only after the last comparison; what has been combined is kept until nothing more joins it.
 *
 * <p>Thread-safety: none.
 */
final class Merge<T> implements AutoCloseable {
    private static final int DEEPEST = 32;

    private final Comparator<? super T> order;
    private final @Nullable BinaryOperator<T> combiner;
    private final Ranked<T>[] heap;
    private final List<? extends Source<T>> sources;
    private final int[] path = new int[DEEPEST];
    private int size;
    private boolean taken;
    private boolean unsettled;
    private @Nullable T joined;

    private record Ranked<T>(Source<T> source, int rank) {
        T head() {
            T head = source.head();
            if (head == null) {
                throw new IllegalStateException("a source without a head is in the heap");
            }
            return head;
        }
    }

    /**
     * Begins to merge.
     *
     * @param sources closed with the merge; if this throws, they are not
     * @param combiner of an earlier and a later entry that are equal makes one; {@code null} keeps both
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    Merge(List<? extends Source<T>> sources, Comparator<? super T> order, @Nullable BinaryOperator<T> combiner)
            throws IOException {
        this.sources = sources;
        this.order = order;
        this.combiner = combiner;
        this.heap = new Ranked[sources.size()];
        for (int i = 0; i < sources.size(); i++) {
            Source<T> source = sources.get(i);
            if (source.advance()) {
                heap[size++] = new Ranked<>(source, i);
            }
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            sift(i);
        }
    }

    /**
     * The next entry; after an error, the one that the call would have returned.
     *
     * @return {@code null} at the end
     */
    @Nullable
    T next() throws IOException {
        T first = joined == null ? take() : joined;
        if (combiner == null || first == null) {
            return first;
        }
        joined = first;
        for (T later = peek(); later != null && order.compare(joined, later) == 0; later = peek()) {
            joined = combiner.apply(joined, later);
            taken = true;
        }
        T result = joined;
        joined = null;
        return result;
    }

    private @Nullable T take() throws IOException {
        T top = peek();
        taken = top != null;
        return top;
    }

    private @Nullable T peek() throws IOException {
        if (taken) {
            boolean more = heap[0].source.advance();
            taken = false;
            if (!more) {
                heap[0] = heap[--size];
            }
            unsettled = size > 1;
        }
        if (unsettled) {
            sift(0);
            unsettled = false;
        }
        return size == 0 ? null : heap[0].head();
    }

    private void sift(int root) {
        Ranked<T> moving = heap[root];
        int depth = 0;
        int at = root;
        for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (isBefore(moving, heap[child])) {
                break;
            }
            path[depth++] = child;
            at = child;
        }
        int hole = root;
        for (int i = 0; i < depth; i++) {
            heap[hole] = heap[path[i]];
            hole = path[i];
        }
        heap[hole] = moving;
    }

    private boolean isBefore(Ranked<T> left, Ranked<T> right) {
        int compared = order.compare(left.head(), right.head());
        return compared < 0 || (compared == 0 && left.rank < right.rank);
    }

    @Override
    public void close() {
        for (Source<T> source : sources) {
            source.close();
        }
    }
}
