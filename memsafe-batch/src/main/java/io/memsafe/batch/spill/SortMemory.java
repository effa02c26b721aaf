package io.memsafe.batch.spill;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Items in segments of 4,096, each sorted when it is full, so that spilling is a merge that needs next to no memory, and
 * no array is ever large.
 *
 * <p>A copy is sorted, and takes the place of the segment afterwards: {@link Arrays#sort} leaves items out and others
 * twice when the comparator throws.
 *
 * <p>Thread-safety: none.
 */
final class SortMemory<T> implements Memory<T> {
    private static final int SEGMENT = 4096;

    private final Comparator<? super T> order;
    private final boolean distinct;
    private final ArrayList<Segment<T>> segments = new ArrayList<>();
    private int filling;

    SortMemory(Comparator<? super T> order, boolean distinct) {
        this.order = order;
        this.distinct = distinct;
    }

    private static final class Segment<T> implements Source<T> {
        private Object[] items = new Object[SEGMENT];
        private int size;
        private int sorted;
        private long bytes;
        private boolean closed;
        private int next;
        private @Nullable T head;

        int room() {
            return closed ? 0 : SEGMENT - size;
        }

        @Override
        @SuppressWarnings("unchecked") // only items are put in
        public boolean advance() {
            head = next < size ? (T) items[next++] : null;
            return head != null;
        }

        @Override
        public @Nullable T head() {
            return head;
        }
    }

    /**
     * Makes room for more items.
     *
     * @return what is no longer held, because it was twice there
     */
    long prepare(int count) {
        long dropped = 0;
        long room = 0;
        if (!segments.isEmpty()) {
            Segment<T> current = segments.get(filling);
            if (current.room() == 0 && !current.closed) {
                dropped = settle(current);
                current.closed = current.size > SEGMENT / 2;
            }
            for (int i = filling; i < segments.size(); i++) {
                room += segments.get(i).room();
            }
        }
        while (room < count) {
            segments.add(new Segment<>());
            room += SEGMENT;
        }
        return dropped;
    }

    /** Adds an item, for which room has been made; it never throws. */
    void add(T item, long bytes) {
        if (segments.get(filling).room() == 0) {
            filling++;
        }
        Segment<T> segment = segments.get(filling);
        segment.items[segment.size++] = item;
        segment.bytes += bytes;
    }

    @SuppressWarnings("unchecked") // only items are put in
    private long settle(Segment<T> segment) {
        if (segment.sorted == segment.size) {
            return 0;
        }
        Object[] copy = segment.items.clone();
        Arrays.sort((T[]) copy, 0, segment.size, order);
        int size = distinct ? compact((T[]) copy, segment.size) : segment.size;
        long bytes = segment.bytes * size / segment.size;
        long dropped = segment.bytes - bytes;
        segment.items = copy;
        segment.size = size;
        segment.sorted = size;
        segment.bytes = bytes;
        return dropped;
    }

    private int compact(@Nullable T[] items, int size) {
        int kept = 1;
        for (int i = 1; i < size; i++) {
            if (order.compare(items[kept - 1], items[i]) != 0) {
                items[kept++] = items[i];
            }
        }
        Arrays.fill(items, kept, size, null);
        return kept;
    }

    @Override
    public boolean isEmpty() {
        return segments.isEmpty() || segments.get(0).size == 0;
    }

    @Override
    public List<Source<T>> sources() {
        for (int i = 0; i < segments.size(); i++) {
            settle(segments.get(i));
        }
        for (int i = 0; i < segments.size(); i++) {
            segments.get(i).next = 0;
            segments.get(i).head = null;
        }
        return List.copyOf(segments);
    }

    @Override
    public void clear() {
        segments.clear();
        filling = 0;
    }
}
