package io.memsafe.examples.catalog;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A walk over the regular files below a folder, in the order of their names. Symbolic links are not followed, so there
 * are no loops. It holds the names of the folders on the path to the file it stands at, never a whole tree.
 *
 * <p>A folder is listed as a whole or not at all: a listing that stops in the middle for want of memory may have lost a
 * name, so it is thrown away and made again.
 *
 * <p>Thread-safety: none.
 */
final class FolderWalk {

    private final Path root;
    private @Nullable Level level;
    private @Nullable Path file;
    private long fileSize;

    FolderWalk(Path root) throws IOException {
        this.root = root;
        this.level = new Level(null, root, list(root));
    }

    /**
     * The file at which the walk stands; reads attributes and lists folders until there is one.
     *
     * @return the file, {@code null} at the end
     * @throws IOException if a file or folder cannot be looked at; {@link #advance()} steps over it
     */
    @Nullable
    Path file() throws IOException {
        while (file == null && level != null) {
            Level here = level;
            if (here.next == here.names.length) {
                level = here.parent;
                advance();
                continue;
            }
            Path path = here.path();
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isDirectory()) {
                level = new Level(here, path, list(path));
            } else if (attributes.isRegularFile()) {
                fileSize = attributes.size();
                file = path;
            } else {
                advance();
            }
        }
        return file;
    }

    /** The size of {@link #file()} in bytes. */
    long fileSize() {
        return fileSize;
    }

    /** The name, relative to the root, of what {@link #file()} returned or failed on. */
    String name() {
        Level here = level;
        return here == null || here.next == here.names.length ? "" : relative(here.path());
    }

    /** Steps over what {@link #file()} returned or failed on. */
    void advance() {
        file = null;
        if (level != null) {
            level.next++;
        }
    }

    private String relative(Path path) {
        return root.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/");
    }

    private static String[] list(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                names.add(String.valueOf(child.getFileName()));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        String[] sorted = names.toArray(String[]::new);
        Arrays.sort(sorted);
        return sorted;
    }

    private static final class Level {
        final @Nullable Level parent;
        final Path folder;
        final String[] names;
        int next;

        Level(@Nullable Level parent, Path folder, String[] names) {
            this.parent = parent;
            this.folder = folder;
            this.names = names;
        }

        Path path() {
            return folder.resolve(names[next]);
        }
    }
}
