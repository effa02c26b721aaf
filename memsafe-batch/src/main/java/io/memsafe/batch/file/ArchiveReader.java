package io.memsafe.batch.file;

import io.memsafe.batch.ItemReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The entries of an archive in the formats zip and jar, in the order in which it lists them; folders are left out.
 *
 * <pre>{@code
 * ItemReader.archive(Path.of("delivery.zip")).matching("**.xml")
 * }</pre>
 *
 * <p>The archive stays open until the job ends, so an entry can be opened wherever it is in flight. The list of its
 * entries, some 100 bytes for each, is in memory. The content of an entry is compared with the length and checksum that the
 * archive has of it.
 *
 * <p>A checkpoint keeps the place together with size and time of the archive; one that has changed since is refused.
 *
 * <p>Thread-safety: as of any reader.
 */
public final class ArchiveReader implements ItemReader<FileEntry> {
    private final Path file;
    private final FilePosition position;
    private NamePattern pattern = NamePattern.ALL;
    private Charset charset = StandardCharsets.UTF_8;
    private @Nullable ZipFile zip;
    private @Nullable Enumeration<? extends ZipEntry> rest;
    private @Nullable ZipEntry next;

    /**
     * A reader that opens nothing yet.
     *
     * @param file an archive
     */
    public ArchiveReader(Path file) {
        this.file = Objects.requireNonNull(file, "file");
        this.position = new FilePosition(file);
    }

    /**
     * Reads only some of the entries.
     *
     * @param glob of the name in the archive, as {@link java.nio.file.FileSystem#getPathMatcher} takes it: {@code *.csv} at
     *     its top, {@code **.csv} anywhere
     * @return this reader
     * @throws IllegalArgumentException if it is no such pattern
     */
    public ArchiveReader matching(String glob) {
        this.pattern = NamePattern.glob(glob);
        return this;
    }

    /**
     * The charset of names that the archive does not mark as UTF-8; UTF-8 by default, {@code IBM437} in old ones.
     *
     * @param set a charset
     * @return this reader
     */
    public ArchiveReader charset(Charset set) {
        this.charset = Objects.requireNonNull(set, "set");
        return this;
    }

    @Override
    public @Nullable FileEntry read() throws IOException {
        ZipFile archive = started();
        while (true) {
            ZipEntry entry = here(archive);
            if (entry == null) {
                return null;
            }
            FileEntry item = entry.isDirectory() || !pattern.matches(entry.getName()) ? null : item(archive, entry);
            advance();
            if (item != null) {
                return item;
            }
        }
    }

    private ZipFile started() throws IOException {
        ZipFile archive = zip;
        if (archive == null) {
            position.stamp(); // of what is opened now
            try {
                archive = new ZipFile(file.toFile(), charset);
            } catch (IOException | IllegalArgumentException e) {
                throw new IOException(
                        file + " cannot be opened as an archive in " + charset + ": " + e.getMessage(), e);
            }
            zip = archive;
        }
        return archive;
    }

    /**
     * The entry at the position. The enumeration moves on before it makes an entry, and so loses it when memory runs out
     * there: after a failure it is made anew.
     */
    private @Nullable ZipEntry here(ZipFile archive) throws IOException {
        if (next != null) {
            return next;
        }
        Enumeration<? extends ZipEntry> entries = rest;
        rest = null;
        if (entries == null) {
            entries = archive.entries();
            for (long i = 0; i < position.count(); i++) {
                if (!entries.hasMoreElements()) {
                    throw new IOException(
                            file + " has only " + i + " entries, but " + position.count() + " were read of it");
                }
                entries.nextElement();
            }
        }
        next = entries.hasMoreElements() ? entries.nextElement() : null;
        rest = entries;
        return next;
    }

    private void advance() {
        next = null;
        position.advance();
    }

    private FileEntry item(ZipFile archive, ZipEntry entry) {
        String key = file + "!/" + entry.getName();
        return new FileEntry(key, entry.getName(), entry.getSize(), null, () -> {
            InputStream content = archive.getInputStream(entry);
            if (content == null) {
                throw new IOException(key + " is listed, but not there");
            }
            return new VerifiedStream(content, key, entry.getSize(), entry.getCrc());
        });
    }

    @Override
    public String skip() throws IOException {
        ZipEntry entry = here(started());
        if (entry == null) {
            throw new IllegalStateException("there is no entry " + position.count() + " in " + file);
        }
        String key = file + "!/" + entry.getName();
        advance();
        return key;
    }

    @Override
    public String checkpointInfo() throws IOException {
        return position.checkpointInfo();
    }

    @Override
    public void open(String checkpointInfo) throws IOException {
        position.open(checkpointInfo);
    }

    @Override
    public void close() throws IOException {
        ZipFile archive = zip;
        if (archive != null) {
            archive.close();
        }
    }
}
