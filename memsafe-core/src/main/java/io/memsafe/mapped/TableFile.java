package io.memsafe.mapped;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A table's file that is open and mapped. It stays open as well, so that it can be asked for its length when something is wrong:
 * its path may lead to a newer one by then.
 *
 * <p>Thread-safety: safe to read by several; who closes must be alone.
 */
final class TableFile {
    final TableHeader header;
    final Entries entries;
    final HashIndex index;

    private final Path path;
    private final FileChannel channel;
    private final Windows windows;

    private TableFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.header = TableHeader.read(channel, path);
        try {
            this.windows = Windows.map(channel, MapMode.READ_ONLY, header.fileBytes(), header.windowBytes());
        } catch (IOException e) {
            throw new IOException(
                    path + " with its " + header.fileBytes() + " bytes cannot be mapped: " + e.getMessage(), e);
        }
        this.entries = new Entries(windows, header.entriesEnd());
        this.index = new HashIndex(windows, entries, header.indexStart(), header.buckets());
    }

    static TableFile open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException(path + " is a folder, not the file of a memsafe table");
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            NoSuchFileException missing = new NoSuchFileException(
                    path.toString(), null, "there is no such file; a MappedTableWriter makes one");
            missing.initCause(e);
            throw missing;
        }
        TableFile file = null;
        try {
            file = new TableFile(path, channel);
        } finally {
            if (file == null) {
                channel.close();
            }
        }
        return file;
    }

    /** What a read throws that found something wrong, be it by a checksum or by the JVM. */
    UncheckedIOException broken(Throwable found) {
        String message = found instanceof DamageException
                ? path + " is damaged: " + found.getMessage()
                : path + " could not be read: the file system had no page for what is mapped";
        try {
            long bytes = channel.size();
            if (bytes < header.fileBytes()) {
                message = path + " was cut off while it was open: it has " + bytes + " of " + header.fileBytes()
                        + " bytes";
            }
        } catch (IOException e) {
            found.addSuppressed(e);
        }
        return new UncheckedIOException(new IOException(message, found));
    }

    void close() throws IOException {
        windows.unmap();
        channel.close();
    }
}
