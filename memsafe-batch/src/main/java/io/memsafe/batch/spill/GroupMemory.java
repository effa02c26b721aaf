package io.memsafe.batch.spill;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Groups in a tree, in the order of their keys, so that spilling needs no sorting. A tree takes a new key in whole or,
 * when the comparator throws or there is no memory, not at all; a hash table that grows may have taken it and throw.
 *
 * <p>Thread-safety: none.
 */
final class GroupMemory<K, A> implements Memory<SpilledGroup<K, A>> {
    private final TreeMap<K, Cell<A>> groups;

    GroupMemory(Comparator<? super K> order) {
        groups = new TreeMap<>(order);
    }

    /** What is known of one group. */
    static final class Cell<A> {
        A value;
        /** What is charged for it. */
        long heldBytes;
        /** The part of it that is expected and was not measured. */
        long expectedBytes;
        /** What was allocated for it since it was measured. */
        long allocatedBytes;

        long patienceBytes;

        Cell(A value, long heldBytes) {
            this.value = value;
            this.heldBytes = heldBytes;
        }
    }

    private static final class Groups<K, A> implements Source<SpilledGroup<K, A>> {
        private final Iterator<Map.Entry<K, Cell<A>>> entries;
        private Map.@Nullable Entry<K, Cell<A>> entry;
        private @Nullable SpilledGroup<K, A> head;

        Groups(Map<K, Cell<A>> groups) {
            this.entries = groups.entrySet().iterator();
        }

        @Override
        public boolean advance() {
            Map.Entry<K, Cell<A>> current = entry;
            if (current == null) {
                if (!entries.hasNext()) {
                    head = null;
                    return false;
                }
                current = entries.next();
                entry = current; // kept if there is no memory for the next line
            }
            head = new SpilledGroup<>(current.getKey(), current.getValue().value);
            entry = null;
            return true;
        }

        @Override
        public @Nullable SpilledGroup<K, A> head() {
            return head;
        }
    }

    @Nullable
    Cell<A> find(K key) {
        return groups.get(key);
    }

    void put(K key, Cell<A> cell) {
        groups.put(key, cell);
    }

    @Override
    public boolean isEmpty() {
        return groups.isEmpty();
    }

    @Override
    public List<Source<SpilledGroup<K, A>>> sources() {
        return List.of(new Groups<>(groups));
    }

    @Override
    public void clear() {
        groups.clear();
    }
}
