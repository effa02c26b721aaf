package io.memsafe.spring.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.json.JsonWriter;

/**
 * Keeps snapshots as files of JSON, which are their owner's alone. The newest twenty stay; a file is there as a whole or not at
 * all.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class SnapshotFolder {
    private static final int MOST_FILES = 20;
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern(
                    "'memsafe-'yyyyMMdd'T'HHmmss.SSS'Z.json'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String OURS = "memsafe-[0-9]{8}T[0-9]{6}\\.[0-9]{3}Z\\.json";

    private final Path folder;
    private Instant last = Instant.MIN;

    /**
     * Makes the folder if there is none.
     *
     * @throws IllegalArgumentException if it cannot be made or written
     */
    SnapshotFolder(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder, ownerOnly(folder));
        } catch (IOException e) {
            throw new IllegalArgumentException("it must be a folder, or a place where one can be made: " + e, e);
        }
        if (!Files.isWritable(folder)) {
            throw new IllegalArgumentException("it must be a folder that can be written");
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /**
     * Writes one.
     *
     * @param at when it was taken
     * @param snapshot maps, lists and records of what JSON knows
     * @return the name of its file
     * @throws UncheckedIOException if it cannot be written; nothing of it is left then
     */
    synchronized String write(Instant at, Map<String, Object> snapshot) {
        Instant time = at.truncatedTo(ChronoUnit.MILLIS);
        last = time.isAfter(last) ? time : last.plusMillis(1);
        String name = NAME.format(last);
        try {
            Path draft = Files.createTempFile(folder, ".memsafe-", ".tmp"); // its owner's alone, as all of these
            try {
                try (Writer writer = Files.newBufferedWriter(draft)) {
                    JsonWriter.standard().withNewLineAtEnd().write(plain(snapshot), writer);
                }
                Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
            removeOldest();
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshot cannot be written", e);
        }
        return name;
    }

    private void removeOldest() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> old = files.filter(file -> file.getFileName().toString().matches(OURS))
                    .sorted(Comparator.reverseOrder())
                    .skip(MOST_FILES)
                    .toList();
            for (Path file : old) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Records as maps, and numbers that JSON does not know as text. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Record components) {
            Map<String, @Nullable Object> all = new LinkedHashMap<>();
            for (RecordComponent component : components.getClass().getRecordComponents()) {
                all.put(component.getName(), plain(read(component, components)));
            }
            return all;
        }
        if (value instanceof Map<?, ?> entries) {
            Map<String, @Nullable Object> all = new LinkedHashMap<>();
            entries.forEach((key, entry) -> all.put(String.valueOf(key), plain(entry)));
            return all;
        }
        if (value instanceof Iterable<?> elements) {
            List<@Nullable Object> all = new ArrayList<>();
            elements.forEach(element -> all.add(plain(element)));
            return all;
        }
        return value instanceof Double number && !Double.isFinite(number) ? number.toString() : value;
    }

    private static @Nullable Object read(RecordComponent component, Record of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a snapshot has a record that cannot be read: " + of.getClass(), e);
        }
    }
}
