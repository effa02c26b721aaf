package io.memsafe.examples.catalog;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * How much there is to do, as the directories say; for the progress display.
 *
 * @param items files of the input
 * @param bytes their size
 */
record Totals(long items, long bytes) {

    /** Looks at the directories of the inputs; what cannot be read counts nothing here and is reported by the run. */
    static Totals of(List<Input> inputs) {
        Counter counter = new Counter();
        try (ClassLibrary library = new ClassLibrary()) {
            for (Input input : inputs) {
                if (input instanceof Input.SystemModule module) {
                    try (FileSystem modules = library.fileSystem()) {
                        counter.folder(modules.getPath("/modules", module.name()), false);
                    }
                } else if (input instanceof Input.Archive archive) {
                    counter.archive(archive.path());
                } else if (input instanceof Input.Folder folder) {
                    counter.folder(folder.path(), true);
                }
            }
        } catch (IOException e) {
            Failures.note("the input could not be counted in advance", e);
        }
        return new Totals(counter.items, counter.bytes);
    }

    private static final class Counter {
        private long items;
        private long bytes;

        void folder(Path folder, boolean openArchives) throws IOException {
            FolderWalk walk = new FolderWalk(folder);
            for (boolean more = true; more; walk.advance()) {
                try {
                    Path file = walk.file();
                    more = file != null;
                    if (file != null && openArchives && Input.isArchive(file)) {
                        archive(file);
                    } else if (file != null) {
                        add(walk.fileSize());
                    }
                } catch (IOException e) {
                    add(0);
                }
            }
        }

        void archive(Path file) {
            try (ZipFile zip = new ZipFile(file.toFile())) {
                for (Enumeration<? extends ZipEntry> each = zip.entries(); each.hasMoreElements(); ) {
                    ZipEntry entry = each.nextElement();
                    if (!entry.isDirectory()) {
                        add(Math.max(0, entry.getSize()));
                    }
                }
            } catch (IOException | RuntimeException e) {
                add(0);
            }
        }

        private void add(long size) {
            items++;
            bytes += size;
        }
    }
}
