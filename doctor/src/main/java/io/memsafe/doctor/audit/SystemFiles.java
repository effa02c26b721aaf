package io.memsafe.doctor.audit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of a machine, or of a copy of them; notes what is not there. Bounded: the start of each file, the first of many. */
final class SystemFiles {
    private static final int MOST_BYTES = 64 << 10;
    private static final int MOST_ENTRIES = 100_000;
    private static final int MOST_UNKNOWN = 100;

    private final Path root;
    private final List<UnknownFact> unknown = new ArrayList<>();

    SystemFiles(Path root) {
        this.root = root;
    }

    /** What could not be read of what was asked for by name. */
    List<UnknownFact> unknown() {
        return List.copyOf(unknown);
    }

    void unknown(String what, String reason) {
        if (unknown.size() < MOST_UNKNOWN) {
            unknown.add(new UnknownFact(what, reason));
        }
    }

    boolean isFolder(String path) {
        return Files.isDirectory(at(path));
    }

    boolean isFile(String path) {
        return Files.isRegularFile(at(path));
    }

    Path at(String path) {
        try {
            return root.resolve(path);
        } catch (InvalidPathException e) {
            return root.resolve("no-such-path");
        }
    }

    /** The text of a file; null, with a note under the given name, if there is none. */
    @Nullable
    String text(String what, String path) {
        String text = text(path);
        if (text == null) {
            unknown(what, reason(path));
        }
        return text;
    }

    /** The number in a file; null, with a note under the given name, if there is none. */
    @Nullable
    Long number(String what, String path) {
        String text = text(what, path);
        if (text == null) {
            return null;
        }
        Long number = Texts.number(text);
        if (number == null) {
            unknown(what, "/" + path + " has no number but '" + Texts.printable(text.strip(), 40) + "'");
        }
        return number;
    }

    /** The text of a file; null if it cannot be read. */
    @Nullable
    String text(String path) {
        Path file = at(path);
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return null;
        }
    }

    /** The lines of a file; none if it cannot be read. */
    List<String> lines(String path) {
        String text = text(path);
        return text == null ? List.of() : text.lines().toList();
    }

    /** The number of lines of a file of any length; null if it cannot be read. */
    @Nullable
    Long lineCount(String path) {
        try (InputStream in = Files.newInputStream(at(path))) {
            byte[] block = new byte[MOST_BYTES];
            long lines = 0;
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                for (int i = 0; i < read; i++) {
                    lines += block[i] == '\n' ? 1 : 0;
                }
            }
            return lines;
        } catch (IOException e) {
            return null;
        }
    }

    /** The names in a folder, sorted; none if it cannot be read. */
    List<String> names(String path) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(at(path))) {
            for (Path entry : entries) {
                if (names.size() < MOST_ENTRIES) {
                    names.add(String.valueOf(entry.getFileName()));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        Collections.sort(names);
        return names;
    }

    private String reason(String path) {
        Path file = at(path);
        if (!Files.exists(file)) {
            return "there is no /" + path;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return "/" + path + " cannot be read: " + (in.read() < 0 ? "it is empty" : "it is no file");
        } catch (AccessDeniedException e) {
            return "/" + path + " cannot be read: permission denied";
        } catch (IOException e) {
            return "/" + path + " cannot be read: " + e.getMessage();
        }
    }
}
