package io.memsafe.mapped;

import io.memsafe.internal.OpenTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table of keys and values in a file that is mapped into memory: for reference data that is large, read by key, and written
 * seldom. It takes next to nothing of the heap, however large it is.
 *
 * <pre>{@code
 * try (MappedTableWriter writer = MappedTableWriter.create(file)) {
 *     writer.put("DE", germany);
 *     writer.put("FR", france);
 *     writer.finish();
 * }
 *
 * try (MappedTable countries = MappedTable.open(file)) {
 *     byte[] country = countries.get("DE"); // null if there is none
 *     Integer population = countries.find("FR", value -> value.getInt(0)); // no array for the value
 * }
 * }</pre>
 *
 * <p><b>Where its bytes are.</b> In the page cache of the kernel, which reads them from the disk when they are needed first, and
 * drops them when memory is short. {@link #mappedBytes()} is address space; what is resident of it counts in the resident set.
 *
 * <p><b>What a callback gets</b> is a copy in the heap, in a buffer that is used again: it is valid during the call. Who keeps it finds
 * it empty, or with the value of another key, but nothing that one does with it can touch memory that is no longer mapped.
 *
 * <p><b>Closing</b> waits for reads under way, then unmaps at once, and does not wait for a collection. Later reads are refused.
 * Where the JVM has no module {@code jdk.unsupported}, or denies {@code sun.misc.Unsafe}, the mapping is left to the collector.
 *
 * <p><b>What is read is checked</b> when it is read. A file that was damaged or cut off while it was open gives an {@link
 * UncheckedIOException} with the name of the file, never a wrong value. To put a newer file in its place, write it with a
 * {@link MappedTableWriter}: tables that are open go on with the old one.
 *
 * <p>Thread-safety: all methods may be called from any thread; readers do not wait for one another.
 */
public final class MappedTable implements AutoCloseable {
    private final Path path;
    private final TableFile file;
    private final ReadGuard guard;
    private volatile boolean closed;

    private MappedTable(Path path, TableFile file) {
        this.path = path;
        this.file = file;
        this.guard = new ReadGuard("the table " + path);
    }

    /**
     * Opens a table. Reads its first 128 bytes only, so it takes as long for a large one as for a small one.
     *
     * @param file written by a {@link MappedTableWriter}
     * @return to be closed
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws IOException if it is no table, is damaged at its beginning, or has not its full length; the message says what was found,
     *     and what would be right
     */
    public static MappedTable open(Path file) throws IOException {
        MappedTable table = new MappedTable(file, TableFile.open(file));
        OpenTables.add(table, table.mappedBytes());
        return table;
    }

    /**
     * The value of a key.
     *
     * @param key stays the caller's
     * @return a copy, the caller's own; null if there is no such key
     * @throws IllegalStateException if the table was closed
     * @throws UncheckedIOException if the file is damaged or was cut off
     */
    public byte @Nullable [] get(byte[] key) {
        ReadPlace place = guard.enter();
        try {
            long entry = file.index.find(key);
            return entry == HashIndex.ABSENT ? null : file.entries.copyValue(entry, place.crc);
        } catch (DamageException | InternalError e) {
            throw file.broken(e);
        } finally {
            place.leave();
        }
    }

    /**
     * The value of a key.
     *
     * @param key as UTF-8
     * @return a copy, the caller's own; null if there is no such key
     * @throws IllegalStateException if the table was closed
     * @throws UncheckedIOException if the file is damaged or was cut off
     */
    public byte @Nullable [] get(String key) {
        return get(key.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Makes something of the value of a key. Up to 64 KB of value this allocates nothing.
     *
     * @param key stays the caller's
     * @param reader gets the value, from position 0 to the limit, big-endian, read-only, for the duration of the call; {@link
     *     #close()} waits for it, so it should be short, and it may read this table but not close it
     * @param <R> what is made of it
     * @return what the reader returned; null if there is no such key
     * @throws IllegalStateException if the table was closed
     * @throws UncheckedIOException if the file is damaged or was cut off
     */
    public <R> @Nullable R find(byte[] key, Function<? super ByteBuffer, ? extends @Nullable R> reader) {
        Objects.requireNonNull(reader, "reader");
        ReadPlace place = guard.enter();
        try {
            ByteBuffer value = value(key, place);
            return value == null ? null : reader.apply(value);
        } finally {
            place.leave();
        }
    }

    private @Nullable ByteBuffer value(byte[] key, ReadPlace place) {
        try {
            long entry = file.index.find(key);
            return entry == HashIndex.ABSENT ? null : file.entries.copyValue(entry, place);
        } catch (DamageException | InternalError e) {
            throw file.broken(e);
        }
    }

    /**
     * Makes something of the value of a key, as {@link #find(byte[], Function)} does.
     *
     * @param key as UTF-8
     * @param reader gets the value for the duration of the call
     * @param <R> what is made of it
     * @return what the reader returned; null if there is no such key
     * @throws IllegalStateException if the table was closed
     * @throws UncheckedIOException if the file is damaged or was cut off
     */
    public <R> @Nullable R find(String key, Function<? super ByteBuffer, ? extends @Nullable R> reader) {
        return find(key.getBytes(StandardCharsets.UTF_8), reader);
    }

    /**
     * Whether there is a key. Does not read its value.
     *
     * @param key stays the caller's
     * @return whether it was put
     * @throws IllegalStateException if the table was closed
     * @throws UncheckedIOException if the file is damaged or was cut off
     */
    public boolean containsKey(byte[] key) {
        ReadPlace place = guard.enter();
        try {
            return file.index.find(key) != HashIndex.ABSENT;
        } catch (DamageException | InternalError e) {
            throw file.broken(e);
        } finally {
            place.leave();
        }
    }

    /**
     * Whether there is a key. Does not read its value.
     *
     * @param key as UTF-8
     * @return whether it was put
     * @throws IllegalStateException if the table was closed
     * @throws UncheckedIOException if the file is damaged or was cut off
     */
    public boolean containsKey(String key) {
        return containsKey(key.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Shows all entries, in the order in which they were put. {@link #close()} waits for one call of the reader, not for all.
     *
     * @param reader gets key and value, as {@link #find(byte[], Function)} shows a value
     * @throws IllegalStateException if the table was closed, also in the middle of it
     * @throws UncheckedIOException if the file is damaged or was cut off
     */
    public void forEach(BiConsumer<? super ByteBuffer, ? super ByteBuffer> reader) {
        Objects.requireNonNull(reader, "reader");
        new TableScan(file, guard).forEach(reader);
    }

    /**
     * Reads and checks all of the file, which takes as long as to read it. For a file that was copied, say; look-ups check what
     * they read by themselves.
     *
     * @throws IllegalStateException if the table was closed, also in the middle of it
     * @throws UncheckedIOException if the file is damaged or was cut off; the message says where
     */
    public void verify() {
        new TableScan(file, guard).verify();
    }

    /**
     * How many keys there are.
     *
     * @return 0 or more, also when it is closed
     */
    public long size() {
        return file.header.entries();
    }

    /**
     * What is mapped: the length of the file, of which as much is resident as was read and not dropped by the kernel.
     *
     * @return bytes; 0 once it is closed
     */
    public long mappedBytes() {
        return closed ? 0 : file.header.fileBytes();
    }

    /**
     * Refuses new reads, waits for those under way, and unmaps. Further calls do nothing.
     *
     * @throws IllegalStateException if the calling thread is in a callback of this table: it would wait for itself
     * @throws UncheckedIOException if the file could not be closed; nothing is mapped all the same
     */
    @Override
    public void close() {
        if (guard.isReading()) {
            throw new IllegalStateException(
                    "the table " + path + " cannot be closed by a callback that reads it: close would wait for that");
        }
        closeAlone();
    }

    private synchronized void closeAlone() {
        if (closed) {
            return;
        }
        guard.close();
        closed = true;
        OpenTables.remove(this);
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(path + " could not be closed", e);
        }
    }

    @Override
    public String toString() {
        return "MappedTable[" + path + ", " + size() + " entries, " + mappedBytes() + " bytes mapped]";
    }
}
