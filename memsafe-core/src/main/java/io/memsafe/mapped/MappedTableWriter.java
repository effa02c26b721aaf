package io.memsafe.mapped;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the file of a {@link MappedTable}: all of it, or nothing.
 *
 * <pre>{@code
 * try (MappedTableWriter writer = MappedTableWriter.create(file)) {
 *     for (Country country : countries) {
 *         writer.put(country.code(), country.toBytes());
 *     }
 *     writer.finish();
 * }
 * }</pre>
 *
 * <p>It writes to a file beside the one that is wanted, whose name ends with {@code .tmp}. {@link #finish()} puts that in its
 * place, at once and on the disk. Who closes without that leaves what was there before, and nothing else.
 *
 * <p>Keys come in any order. The heap it takes does not depend on how many there are: the index is made in the mapped file, by a second
 * pass over the entries. That goes fast while the index, 15 bytes for each entry, fits into the memory that the kernel has to spare.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class MappedTableWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MappedTableWriter.class);
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path target;
    private final Path draft;
    private final long windowBytes;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final CRC32C crc = new CRC32C();
    private long position = TableHeader.BYTES;
    private long entries;
    private boolean usable = true;

    private MappedTableWriter(Path target, long windowBytes) throws IOException {
        this.target = target;
        this.draft = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        this.windowBytes = windowBytes;
        this.channel = FileChannel.open(
                draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        buffer.put(new byte[TableHeader.BYTES]); // the head comes last: until then this is no table
    }

    /**
     * Begins a table.
     *
     * @param file where it will be, in an existing folder; one that is there stays until {@link #finish()}
     * @return to be finished and closed
     * @throws IOException if nothing can be written beside that file
     */
    public static MappedTableWriter create(Path file) throws IOException {
        return new MappedTableWriter(file, TableHeader.LARGEST_WINDOW);
    }

    /** With windows of another length, a power of two. */
    static MappedTableWriter create(Path file, long windowBytes) throws IOException {
        return new MappedTableWriter(file, windowBytes);
    }

    /**
     * Adds an entry.
     *
     * @param key not there yet; {@link #finish()} finds out. It may be empty
     * @param value may be empty
     * @throws IllegalArgumentException if both have more than 1 GB less 16 bytes together
     * @throws IllegalStateException if it was finished or closed, or could not write before
     * @throws IOException if it cannot write; nothing can be put any more then
     */
    public void put(byte[] key, byte[] value) throws IOException {
        checkUsable();
        long length = (long) Entries.HEAD_BYTES + key.length + value.length;
        if (length > room(0)) {
            throw new IllegalArgumentException("an entry may have " + (room(0) - Entries.HEAD_BYTES)
                    + " bytes of key and value, but this one has " + key.length + " and " + value.length);
        }
        usable = false;
        if (length > room(position)) {
            skipWindow();
        }
        write(Entries.head(key, value, crc));
        write(ByteBuffer.wrap(key));
        write(ByteBuffer.wrap(value));
        position += length;
        entries++;
        usable = true;
    }

    /**
     * Adds an entry.
     *
     * @param key as UTF-8; not there yet, {@link #finish()} finds out
     * @param value may be empty
     * @throws IllegalArgumentException if both have more than 1 GB less 16 bytes together
     * @throws IllegalStateException if it was finished or closed, or could not write before
     * @throws IOException if it cannot write; nothing can be put any more then
     */
    public void put(String key, byte[] value) throws IOException {
        put(key.getBytes(StandardCharsets.UTF_8), value);
    }

    private void checkUsable() {
        if (!usable) {
            throw new IllegalStateException(
                    "the writer of " + target + " was finished or closed, or has failed before");
        }
    }

    /** What is left of the window of a position. */
    private long room(long at) {
        return windowBytes - (at & (windowBytes - 1));
    }

    private void skipWindow() throws IOException {
        long room = room(position);
        if (room >= Entries.HEAD_BYTES) {
            write(Entries.nothing());
        }
        flush();
        position += room;
        channel.position(position);
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.remaining() > buffer.remaining()) {
            ByteBuffer piece = bytes.slice(bytes.position(), buffer.remaining());
            bytes.position(bytes.position() + piece.remaining());
            buffer.put(piece);
            flush();
        }
        buffer.put(bytes);
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    /**
     * Makes the index, and puts the table in its place. Everything is on the disk then.
     *
     * @throws IllegalStateException if a key was put twice, which the message names; if it was finished or closed, or could not write
     *     before
     * @throws IOException if it cannot write, or not replace the file that is there
     */
    public void finish() throws IOException {
        checkUsable();
        usable = false;
        TableHeader header = TableHeader.of(windowBytes, entries, position);
        for (long left = header.fileBytes() - position; left > 0; left -= BUFFER_BYTES) {
            write(ByteBuffer.allocate(
                    (int) Math.min(left, BUFFER_BYTES))); // a full disk says so here, not in a mapped page
        }
        flush();
        index(header);
        channel.position(0);
        write(header.toBytes());
        flush();
        channel.force(true);
        channel.close();
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder();
    }

    private void index(TableHeader header) throws IOException {
        Windows windows = Windows.map(channel, MapMode.READ_WRITE, header.fileBytes(), windowBytes);
        try {
            Entries written = new Entries(windows, header.entriesEnd());
            HashIndex index = new HashIndex(windows, written, header.indexStart(), header.buckets());
            long end = header.entriesEnd();
            for (long at = written.skip(TableHeader.BYTES); at < end; at = written.skip(written.after(at))) {
                if (index.insert(written.checkedHash(at), at) != HashIndex.ABSENT) {
                    throw new IllegalStateException("the key " + written.text(at) + " was put twice into " + target);
                }
            }
            index.seal();
            windows.force();
        } catch (DamageException | InternalError e) {
            throw new IOException("what was written to " + draft + " cannot be read: " + e.getMessage(), e);
        } finally {
            windows.unmap();
        }
    }

    /** Has the disk know the new name, where a folder can be told that. */
    private void forceFolder() {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException e) {
            LOG.debug("the folder {} cannot be forced to the disk", folder, e);
        }
    }

    /**
     * Ends. What was not finished is removed.
     *
     * @throws IOException if it cannot be removed
     */
    @Override
    public void close() throws IOException {
        usable = false;
        channel.close();
        Files.deleteIfExists(draft);
    }
}
