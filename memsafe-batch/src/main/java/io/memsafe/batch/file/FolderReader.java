package io.memsafe.batch.file;

import io.memsafe.batch.ItemReader;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The files below a folder, those of the folders in it included: each folder in the order of its names, as Java compares
 * strings.
 *
 * <pre>{@code
 * ItemReader.folder(Path.of("inbox")).matching("**.csv")
 * }</pre>
 *
 * <p>In memory are the names of one folder and of those above it. A link to a file is read, one to a folder is not
 * followed, and what is neither file nor folder is left out. A folder that cannot be listed, or a file that is gone since
 * its folder was, is an {@link IOException} and can be skipped.
 *
 * <p>A checkpoint has the last name, so a later run goes on behind it, whatever has come or gone meanwhile: what has come
 * before it is not read.
 *
 * <p>Thread-safety: as of any reader.
 */
public final class FolderReader implements ItemReader<FileEntry> {
    private final Path root;
    private final Deque<Listing> open = new ArrayDeque<>();
    private NamePattern pattern = NamePattern.ALL;
    private boolean started;
    private List<String> behind = List.of();
    private String last = "";

    /** The names in a folder, and how many of them are done. */
    private static final class Listing {
        final Path folder;
        final String prefix;
        final String[] names;

        /** Whether the last name of the checkpoint is below this folder. */
        final boolean onTheWay;

        int done;

        Listing(Path folder, String prefix, String[] names, boolean onTheWay) {
            this.folder = folder;
            this.prefix = prefix;
            this.names = names;
            this.onTheWay = onTheWay;
        }
    }

    /**
     * A reader that opens nothing yet.
     *
     * @param root a folder
     */
    public FolderReader(Path root) {
        this.root = Objects.requireNonNull(root, "root");
    }

    /**
     * Reads only some of the files.
     *
     * @param glob of the name below the folder, as {@link java.nio.file.FileSystem#getPathMatcher} takes it: {@code *.csv} in
     *     the folder itself, {@code **.csv} in any
     * @return this reader
     * @throws IllegalArgumentException if it is no such pattern
     */
    public FolderReader matching(String glob) {
        this.pattern = NamePattern.glob(glob);
        return this;
    }

    @Override
    public @Nullable FileEntry read() throws IOException {
        if (!started) {
            open.push(list(root, "", !behind.isEmpty()));
            started = true;
        }
        while (true) {
            Listing here = open.peek();
            if (here == null) {
                return null;
            }
            if (here.done == here.names.length) {
                open.pop();
                continue;
            }
            String file = here.names[here.done];
            String name = here.prefix + file;
            int order = here.onTheWay ? file.compareTo(behind.get(open.size() - 1)) : 1;
            FileEntry found = order < 0 ? null : look(here.folder.resolve(file), name, order == 0);
            here.done++; // only now that nothing can fail any more
            if (found != null) {
                last = name;
                return found;
            }
        }
    }

    /**
     * Takes in what a name stands for.
     *
     * @param onTheWay whether the last name of the checkpoint is this one, or in it
     */
    private @Nullable FileEntry look(Path path, String name, boolean onTheWay) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isDirectory()) {
            open.push(list(path, name + "/", onTheWay && open.size() < behind.size()));
            return null;
        }
        if (onTheWay || !pattern.matches(name)) {
            return null;
        }
        if (attributes.isSymbolicLink()) {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        }
        return attributes.isRegularFile()
                ? new FileEntry(path.toString(), name, attributes.size(), path, () -> Files.newInputStream(path))
                : null;
    }

    private static Listing list(Path folder, String prefix, boolean onTheWay) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                names.add(file.getName(file.getNameCount() - 1).toString());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        String[] sorted = names.toArray(String[]::new);
        Arrays.sort(sorted);
        return new Listing(folder, prefix, sorted, onTheWay);
    }

    @Override
    public String skip() {
        Listing here = open.peek();
        if (here == null || here.done == here.names.length) {
            throw new IllegalStateException(
                    "there is nothing to step over in " + root + ": the folder itself cannot be read");
        }
        String name = here.prefix + here.names[here.done];
        String key = root.resolve(name).toString();
        last = name;
        here.done++;
        return key;
    }

    /** The name of the last file that was read; empty before the first one. */
    @Override
    public String checkpointInfo() {
        return last;
    }

    @Override
    public void open(String checkpointInfo) {
        behind = checkpointInfo.isEmpty() ? List.of() : List.of(checkpointInfo.split("/"));
        last = checkpointInfo;
    }

    @Override
    public void close() {
        // A folder is open only while it is listed.
    }
}
