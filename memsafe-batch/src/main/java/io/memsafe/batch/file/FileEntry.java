package io.memsafe.batch.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file below a folder or an entry of an archive: its name, and the way to its content. So what is in flight is small
 * until the processor opens it.
 *
 * <p>Thread-safety: safe; each stream is for one thread.
 */
public final class FileEntry {
    private final String key;
    private final String name;
    private final long size;
    private final @Nullable Path path;
    private final Content content;

    /** How the content is reached. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    FileEntry(String key, String name, long size, @Nullable Path path, Content content) {
        this.key = key;
        this.name = name;
        this.size = size;
        this.path = path;
        this.content = content;
    }

    /**
     * Its name below the folder or in the archive. One in an archive is what the archive says: it may begin with {@code /}
     * or contain {@code ..}, so it must not be used to write a file.
     *
     * @return with {@code /} between the parts
     */
    public String name() {
        return name;
    }

    /**
     * How long the content is.
     *
     * @return bytes, decompressed; -1 if the archive does not say
     */
    public long size() {
        return size;
    }

    /**
     * The file, for what takes no stream.
     *
     * @return empty for an entry of an archive
     */
    public Optional<Path> path() {
        return Optional.ofNullable(path);
    }

    /**
     * Opens the content, until the job ends as often as wanted.
     *
     * @return the content, decompressed, to be closed; that of an archive ends with an {@link IOException} if it is not what
     *     the archive has a length and checksum of
     * @throws IOException if it cannot be opened
     */
    public InputStream open() throws IOException {
        return content.open();
    }

    /** Where it is, as {@code folder/name} or {@code archive.zip!/name}. */
    @Override
    public String toString() {
        return key;
    }
}
