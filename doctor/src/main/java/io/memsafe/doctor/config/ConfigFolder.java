package io.memsafe.doctor.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes the files of a plan to a folder that is new, empty, or was written so before and not changed since. Nothing is ever
 * overwritten that somebody else wrote or edited, and no symbolic link is followed within the folder.
 *
 * <p>Thread-safety: none; one at a time for a folder.
 */
public final class ConfigFolder {
    /** Lists what was written, with its digest. */
    static final String MARKER = ".memsafe-doctor-config";

    private static final int MOST_MARKER_BYTES = 1 << 20;

    private final Path folder;

    /**
     * Names a folder, without touching it.
     *
     * @param folder to write to
     */
    public ConfigFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /**
     * Writes the files, and takes away those of an earlier plan that are in this one no more.
     *
     * @param files with relative paths
     * @throws IOException if the folder is not ours to write to, with what stands in the way; nothing is written then. Or if
     *     it cannot be written
     */
    public void write(List<ConfigFile> files) throws IOException {
        Map<String, String> before = written();
        List<Path> stale = new ArrayList<>();
        for (Map.Entry<String, String> entry : before.entrySet()) {
            Path path = inside(entry.getKey());
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                        || !digest(path).equals(entry.getValue())) {
                    throw new FileAlreadyExistsException("'" + path
                            + "' was changed since it was written: keep it by another name, or give another folder");
                }
                stale.add(path);
            }
        }
        for (ConfigFile file : files) {
            Path path = inside(file.path());
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !stale.contains(path)) {
                throw new FileAlreadyExistsException(
                        "'" + path + "' is there already and is not ours: give another folder");
            }
        }
        for (Path path : stale) {
            Files.deleteIfExists(path);
        }
        StringBuilder marker = new StringBuilder();
        for (ConfigFile file : files) {
            marker.append(digest(bytes(file))).append("  ").append(file.path()).append('\n');
        }
        // First, so that what is cut short is still known as ours.
        Files.writeString(folder.resolve(MARKER), marker);
        for (ConfigFile file : files) {
            Path path = inside(file.path());
            Files.createDirectories(parent(path));
            Files.write(path, bytes(file), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }
    }

    private static byte[] bytes(ConfigFile file) {
        return file.text().getBytes(StandardCharsets.UTF_8);
    }

    private Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? folder : parent;
    }

    /** What the marker lists; empty for a folder that is new or empty. */
    private Map<String, String> written() throws IOException {
        Map<String, String> written = new LinkedHashMap<>();
        if (!Files.exists(folder)) {
            Files.createDirectories(folder);
            return written;
        }
        if (!Files.isDirectory(folder)) {
            throw new FileAlreadyExistsException("'" + folder + "' is no folder: give one that is new or empty");
        }
        Path marker = folder.resolve(MARKER);
        if (!Files.isRegularFile(marker, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> content = Files.list(folder)) {
                if (content.findAny().isPresent()) {
                    throw new FileAlreadyExistsException("'" + folder
                            + "' is not empty, and what is in it is not ours: give one that is new or empty");
                }
            }
            return written;
        }
        try (InputStream in = Files.newInputStream(marker)) {
            String text = new String(in.readNBytes(MOST_MARKER_BYTES), StandardCharsets.UTF_8);
            for (String line : text.split("\n", -1)) {
                int space = line.indexOf("  ");
                if (space > 0) {
                    written.put(line.substring(space + 2), line.substring(0, space));
                }
            }
        }
        return written;
    }

    /** A path in the folder; what leads out of it, also by a link, is refused. */
    private Path inside(String relative) throws IOException {
        Path path = folder.resolve(relative).normalize();
        if (!path.startsWith(folder) || path.equals(folder)) {
            throw new IOException("'" + relative + "' leads out of '" + folder + "'");
        }
        for (Path above = path.getParent(); above != null && !above.equals(folder); above = above.getParent()) {
            if (Files.exists(above, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isDirectory(above, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException("'" + above + "' is no folder: give another folder to write to");
            }
        }
        return path;
    }

    private static String digest(Path path) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 13];
        try (InputStream in = Files.newInputStream(path)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String digest(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
