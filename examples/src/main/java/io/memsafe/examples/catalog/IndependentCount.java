package io.memsafe.examples.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A second count of the input, by other means than {@link EntrySource}: modules through their own readers instead of
 * {@code jrt:/}, folders with a visitor, archives with {@link CentralDirectory}.
 *
 * <p>Thread-safety: none.
 */
final class IndependentCount {

    private final Predicate<String> setAside;
    private final Checksum checksum = new Checksum();
    private final MessageDigest digest = Digests.sha256();
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[16 * 1024];
    private long found;
    private long unreadable;
    private long size;

    private IndependentCount(Predicate<String> setAside) {
        this.setAside = setAside;
    }

    /**
     * Counts the inputs.
     *
     * @param setAside says of a key whether the run has set it aside; such entries are counted, but not read
     */
    static IndependentCount of(List<Input> inputs, Predicate<String> setAside) throws IOException {
        IndependentCount count = new IndependentCount(setAside);
        for (Input input : inputs) {
            if (input instanceof Input.SystemModule module) {
                count.module(module);
            } else if (input instanceof Input.Archive archive) {
                count.archive(archive.path());
            } else if (input instanceof Input.Folder folder) {
                count.folder(folder.path());
            }
        }
        return count;
    }

    /** The checksum of what was read. */
    Checksum checksum() {
        return checksum;
    }

    /** How many of the keys that were set aside the input really has. */
    long setAside() {
        return found;
    }

    /** How many entries could not be read although they were not set aside. */
    long unreadable() {
        return unreadable;
    }

    private void module(Input.SystemModule module) throws IOException {
        ModuleReference reference = ModuleFinder.ofSystem().find(module.name()).orElseThrow();
        try (ModuleReader reader = reference.open();
                Stream<String> names = reader.list()) {
            for (Iterator<String> each = names.iterator(); each.hasNext(); ) {
                String name = each.next();
                if (!name.endsWith("/") && !isSetAside(Entry.key(module.label(), name))) {
                    try (InputStream in = reader.open(name).orElseThrow()) {
                        hash(in);
                    }
                    add(module.label(), name);
                }
            }
        }
    }

    private void folder(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    if (Input.isArchive(file)) {
                        archive(file);
                    } else {
                        file(root, file);
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                if (!isSetAside(Entry.key(root.toString(), relative(root, file)))) {
                    unreadable++;
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void file(Path root, Path file) {
        String name = relative(root, file);
        if (isSetAside(Entry.key(root.toString(), name))) {
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            hash(in);
            add(root.toString(), name);
        } catch (IOException e) {
            unreadable++;
        }
    }

    private void archive(Path file) {
        if (isSetAside(file.toString())) {
            return;
        }
        try (CentralDirectory archive = new CentralDirectory(file)) {
            while (archive.hasNext()) {
                CentralDirectory.Item item = archive.next();
                if (!item.isFolder() && !isSetAside(Entry.key(file.toString(), item.name()))) {
                    entry(file, archive, item);
                }
            }
        } catch (IOException e) {
            unreadable++;
        }
    }

    private void entry(Path file, CentralDirectory archive, CentralDirectory.Item item) {
        try (InputStream in = archive.open(item)) {
            hash(in);
        } catch (IOException e) {
            unreadable++;
            return;
        }
        if (size == item.size() && crc.getValue() == item.crc()) {
            add(file.toString(), item.name());
        } else {
            unreadable++;
        }
    }

    private void hash(InputStream in) throws IOException {
        digest.reset();
        crc.reset();
        size = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
            crc.update(buffer, 0, n);
            size += n;
        }
    }

    private void add(String container, String name) {
        checksum.add(container, name, size, HexFormat.of().formatHex(digest.digest()));
    }

    private boolean isSetAside(String key) {
        boolean is = setAside.test(key);
        if (is) {
            found++;
        }
        return is;
    }

    private static String relative(Path root, Path file) {
        return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }
}
