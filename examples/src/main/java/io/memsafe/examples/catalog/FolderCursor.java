package io.memsafe.examples.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A place in a folder; archives in it are opened one at a time. */
final class FolderCursor implements InputCursor {

    private final String container;
    private final FolderWalk walk;
    private final ContentReader contents;
    private final boolean openArchives;
    private @Nullable ArchiveCursor archive;

    FolderCursor(String container, Path folder, boolean openArchives, ContentReader contents) throws IOException {
        this.container = container;
        this.contents = contents;
        this.openArchives = openArchives;
        this.walk = list(container, folder);
    }

    private static FolderWalk list(String container, Path folder) throws IOException {
        try {
            return new FolderWalk(folder);
        } catch (IOException e) {
            throw new CorruptInputException(container, "the folder cannot be listed", e);
        }
    }

    @Override
    public @Nullable Entry read(long position) throws IOException {
        while (true) {
            ArchiveCursor open = archive;
            if (open != null) {
                Entry entry = open.read(position);
                if (entry != null) {
                    return entry;
                }
                archive = null;
                walk.advance();
                open.close();
                continue;
            }
            Path file = next();
            if (file == null) {
                return null;
            }
            if (openArchives && Input.isArchive(file)) {
                archive = new ArchiveCursor(file, contents);
                continue;
            }
            String name = walk.name();
            try (InputStream in = Files.newInputStream(file)) {
                return contents.read(position, container, name, walk.fileSize(), ContentReader.NO_CRC, in);
            } catch (IOException e) {
                throw new CorruptInputException(key(), "cannot be read", e);
            }
        }
    }

    private @Nullable Path next() throws IOException {
        try {
            return walk.file();
        } catch (IOException e) {
            throw new CorruptInputException(key(), "cannot be looked at", e);
        }
    }

    @Override
    public String key() {
        ArchiveCursor open = archive;
        if (open != null) {
            return open.key();
        }
        String name = walk.name();
        // An archive that cannot be opened is named as the container that it would have been.
        return openArchives && Input.isArchive(Path.of(name)) ? container + "/" + name : Entry.key(container, name);
    }

    @Override
    public void advance() {
        ArchiveCursor open = archive;
        if (open != null) {
            open.advance();
        } else {
            walk.advance();
        }
    }

    @Override
    public void close() {
        if (archive != null) {
            archive.close();
        }
    }
}
