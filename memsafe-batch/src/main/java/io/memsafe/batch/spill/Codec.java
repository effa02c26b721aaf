package io.memsafe.batch.spill;

import java.io.IOException;

/** How an entry of a run is made of frames, one for each format. Thread-safety: that of the formats. */
interface Codec<T> {

    /** Appends an entry; may leave half of one behind when it throws. */
    void write(T entry, ByteSink to) throws IOException;

    T read(ByteSource from) throws IOException;

    /** What an entry holds in memory; negative if that is not known. */
    long heldBytes(T entry);

    /** Entries of one frame. */
    static <T> Codec<T> of(SpillFormat<T> format) {
        return new Codec<>() {
            @Override
            public void write(T entry, ByteSink to) throws IOException {
                to.frame(format, entry);
            }

            @Override
            public T read(ByteSource from) throws IOException {
                return from.unframe(format);
            }

            @Override
            public long heldBytes(T entry) {
                return format.heldBytes(entry);
            }
        };
    }

    /** Groups of two frames. */
    static <K, A> Codec<SpilledGroup<K, A>> of(SpillFormat<K> keys, SpillFormat<A> values) {
        return new Codec<>() {
            @Override
            public void write(SpilledGroup<K, A> entry, ByteSink to) throws IOException {
                to.frame(keys, entry.key());
                to.frame(values, entry.value());
            }

            @Override
            public SpilledGroup<K, A> read(ByteSource from) throws IOException {
                return new SpilledGroup<>(from.unframe(keys), from.unframe(values));
            }

            @Override
            public long heldBytes(SpilledGroup<K, A> entry) {
                long key = keys.heldBytes(entry.key());
                long value = values.heldBytes(entry.value());
                return key < 0 || value < 0 ? -1 : key + value;
            }
        };
    }
}
