package io.memsafe.batch.spill;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.function.ToLongFunction;

/**
 * How an item is written to a file and read back.
 *
 * <p>What is read must be equal to what was written, and sort in the same place. A format that throws has not written
 * anything: what it wrote until then is dropped. It must not read more than it wrote, and has to read all of it; the
 * input ends where the item ends, so a format may read to the end.
 *
 * <p>Unless the format {@linkplain #heldBytes tells} what an item holds in memory, that is learned by writing some and
 * reading them back, so a format is used although nothing spills.
 *
 * <p>Thread-safety: none needed. The format of one accumulation is called by one thread at a time; one that is shared
 * by several must be safe for that.
 *
 * @param <T> the items
 */
public interface SpillFormat<T> {

    /**
     * Writes an item.
     *
     * @param item not {@code null}
     * @param out where to; need not be flushed or closed
     * @throws IOException if the item cannot be written
     */
    void write(T item, DataOutputStream out) throws IOException;

    /**
     * Reads an item.
     *
     * @param in ends where the item ends
     * @return a new item, never {@code null}
     * @throws IOException if this is no such item
     */
    T read(DataInputStream in) throws IOException;

    /**
     * What an item holds in memory, where the format can tell without reading it back.
     *
     * @param item not {@code null}
     * @return bytes; negative if that has to be learned
     */
    default long heldBytes(T item) {
        return -1;
    }

    /**
     * This format, with what an item holds told rather than learned.
     *
     * @param weigher bytes of an item, with all that it keeps alive
     * @return the same bytes in files
     */
    default SpillFormat<T> weighed(ToLongFunction<? super T> weigher) {
        return new WeighedFormat<>(this, weigher);
    }

    /**
     * Strings, whatever their characters: unpaired surrogates are kept too. Thread-safe.
     *
     * @return one byte for each character of strings in Latin-1, two for each of others, and one more
     */
    static SpillFormat<String> strings() {
        return StringFormat.INSTANCE;
    }

    /**
     * Arrays of bytes. Thread-safe.
     *
     * @return the bytes as they are
     */
    static SpillFormat<byte[]> byteArrays() {
        return ByteArrayFormat.INSTANCE;
    }

    /**
     * Numbers. Thread-safe.
     *
     * @return eight bytes
     */
    static SpillFormat<Long> longs() {
        return LongFormat.INSTANCE;
    }
}
