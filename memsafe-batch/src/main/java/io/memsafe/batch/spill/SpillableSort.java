package io.memsafe.batch.spill;

import io.memsafe.batch.ItemReader;
import io.memsafe.batch.ItemWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * Sorts more than fits into memory: first all items are added, then they are read in order.
 *
 * <pre>{@code
 * try (SpillableSort<String> names = SpillableSort.of(SpillFormat.strings()).open(governor)) {
 *     for (String name : input) {
 *         names.add(name);
 *     }
 *     for (String name : names) {
 *         out.println(name);
 *     }
 * }
 * }</pre>
 *
 * <p>The sort is stable: of equal items, the one that was added first comes first. Items are held in memory as far as the
 * budget grants, and the level is below {@code CRITICAL}; then they are written, in order, to a file in a private
 * folder. Reading merges the files, in several steps if there are many.
 *
 * <p><i>Errors.</i> Whatever is thrown by {@code add}, by a comparator, a format, a disk that is full or a heap that
 * is: what had been added before is still there, once each, and the item of this call is not. An
 * {@link OutOfMemoryError} is not thrown before what is held was spilled, and the call tried once more. A pass that
 * throws stands still, as an {@link ItemReader} does.
 *
 * <p>Thread-safety: one thread at a time, with a happens-before edge between the calls.
 *
 * @param <T> the items
 */
public final class SpillableSort<T> implements Iterable<T>, AutoCloseable {
    private static final int SLOT_BYTES = 8;

    private final Accumulation<T> accumulation;
    private final SortMemory<T> memory;
    private final LearnedWeight<T> weight;

    SpillableSort(Accumulation<T> accumulation, SortMemory<T> memory, LearnedWeight<T> weight) {
        this.accumulation = accumulation;
        this.memory = memory;
        this.weight = weight;
    }

    /**
     * A sort of items in their natural order.
     *
     * @param format how they are written to files
     * @param <T> the items
     * @return settings, with the defaults
     */
    public static <T extends Comparable<? super T>> SortBuilder<T> of(SpillFormat<T> format) {
        return by(Comparator.naturalOrder(), format);
    }

    /**
     * A sort of items.
     *
     * @param order which comes first; must be the same for an item and what the format makes of it
     * @param format how they are written to files
     * @param <T> the items
     * @return settings, with the defaults
     */
    public static <T> SortBuilder<T> by(Comparator<? super T> order, SpillFormat<T> format) {
        return new SortBuilder<>(order, format);
    }

    /**
     * Adds an item. It must not be changed afterwards.
     *
     * @param item not {@code null}
     * @throws SpillFullException if it needs room in the folder, which is full
     * @throws IOException if the folder cannot be written, or the format cannot write an item
     * @throws OutOfMemoryError if there is no memory for it even after everything was spilled
     * @throws IllegalStateException if the sort is closed, or has been read
     */
    public void add(T item) throws IOException {
        Objects.requireNonNull(item, "item");
        accumulation.add(() -> {
            long bytes = SLOT_BYTES + weight.of(item);
            prepare(1, bytes);
            memory.add(item, bytes);
            accumulation.held().add(bytes);
        });
    }

    private void prepare(int count, long bytes) throws IOException {
        accumulation.makeRoom(bytes);
        accumulation.held().add(-memory.prepare(count));
    }

    private void addAll(List<? extends T> items) throws IOException {
        accumulation.add(() -> {
            long bytes = 0;
            for (T item : items) {
                bytes += SLOT_BYTES + weight.of(Objects.requireNonNull(item, "item"));
            }
            prepare(items.size(), bytes);
            for (int i = 0; i < items.size(); i++) {
                memory.add(items.get(i), bytes / items.size());
            }
            accumulation.held().add(bytes);
        });
    }

    /**
     * Takes the results of a batch: of each chunk all or nothing is added, as the batch asks for.
     *
     * @return a writer; closing it does not close the sort
     */
    public ItemWriter<T> writer() {
        return this::addAll;
    }

    /**
     * Begins a pass with the first call of the reader. There can be as many passes as wanted, one at a time: a new one
     * ends the one before.
     *
     * @return all items in order, for a batch; it can retry, but not skip
     */
    public ItemReader<T> reader() {
        return new SpilledItems<>(accumulation);
    }

    /**
     * Begins a pass with the first call of the iterator; as {@link #reader()}.
     *
     * @return all items in order; it throws {@link UncheckedIOException} where the reader throws {@link IOException}
     */
    @Override
    public Iterator<T> iterator() {
        return new SpilledItems<>(accumulation);
    }

    /**
     * How it stands.
     *
     * @return as of now
     */
    public SpillStatus status() {
        return accumulation.status();
    }

    /**
     * Drops all items, and removes the folder.
     *
     * @throws IOException if that fails; the permit is given back all the same
     */
    @Override
    public void close() throws IOException {
        accumulation.close();
    }
}
