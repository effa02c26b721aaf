package io.memsafe.signal;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collector's own mark result, read from a unified log that this JVM is told to write while it runs.
 *
 * <p>ZGC and Shenandoah print for each cycle what they found alive; no bean carries it. {@link #open()} has the JVM
 * write those lines to a file of its own, through the diagnostic command {@code VM.log}; other log outputs are not
 * touched. The file is private to the user, rotates at a megabyte, and is removed at {@link #close()}; what a killed
 * JVM left behind is removed by the next one.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class MarkLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MarkLog.class);
    private static final String PREFIX = "memsafe-marks-";
    private static final String SUFFIX = ".log";
    private static final long ROTATE_BYTES = 1 << 20;
    private static final int BUFFER_BYTES = 16 << 10;

    private final MarkParser parser;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final StringBuilder line = new StringBuilder(256);
    private @Nullable Path file;
    private @Nullable FileChannel channel;
    private @Nullable Object fileKey;
    private long position;

    /** A log that is not open yet. */
    public MarkLog(MarkParser parser) {
        this.parser = parser;
    }

    /**
     * Has the JVM write the log.
     *
     * @return whether it does; if not, the reason is logged, and the live set has to be estimated otherwise
     */
    public boolean open() {
        try {
            Path folder = Path.of(System.getProperty("java.io.tmpdir"));
            removeLeftovers(folder);
            Path created = Files.createTempFile(
                    folder, PREFIX + ProcessHandle.current().pid() + "-", SUFFIX, ownerOnly());
            file = created;
            String answer = vmLog(
                    "output=" + quoted(created),
                    "what=" + parser.tags(),
                    "decorators=uptimenanos,tags",
                    "output_options=filecount=1,filesize=" + ROTATE_BYTES);
            if (!answer.isBlank()) {
                throw new IOException(answer.strip());
            }
            follow(created);
            return true;
        } catch (IOException | JMException | RuntimeException e) {
            LOG.info(
                    "the collector's log cannot be read, so the live set is estimated from its notifications: {}",
                    e.toString());
            close();
            return false;
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static String quoted(Path path) {
        return '"' + path.toString() + '"';
    }

    private static String vmLog(String... arguments) throws JMException {
        Object answer = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmLog",
                        new Object[] {arguments},
                        new String[] {String[].class.getName()});
        return String.valueOf(answer);
    }

    private void follow(Path path) throws IOException {
        channel = FileChannel.open(path, StandardOpenOption.READ);
        fileKey = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        position = 0;
    }

    /**
     * Reads what has been written since the last call.
     *
     * @param live receives each live set that the new lines tell, in bytes, in order
     */
    public void read(LongConsumer live) {
        FileChannel open = channel;
        if (open == null) {
            return;
        }
        try {
            drain(open, live);
            if (position >= ROTATE_BYTES && rotated()) {
                drain(open, live);
                open.close();
                follow(Objects.requireNonNull(file));
            }
        } catch (IOException e) {
            LOG.warn("the collector's log cannot be read any more; the live set is estimated from notifications", e);
            close();
        }
    }

    private boolean rotated() throws IOException {
        Path path = file;
        return path != null
                && Files.exists(path)
                && !Objects.equals(
                        fileKey,
                        Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    }

    private void drain(FileChannel open, LongConsumer live) throws IOException {
        while (open.size() > position) {
            buffer.clear();
            int count = open.read(buffer, position);
            if (count <= 0) {
                return;
            }
            position += count;
            for (int i = 0; i < count; i++) {
                char c = (char) buffer.get(i);
                if (c != '\n') {
                    line.append(c);
                    continue;
                }
                long bytes = parser.line(line.toString());
                line.setLength(0);
                if (bytes >= 0) {
                    live.accept(bytes);
                }
            }
        }
    }

    private static void removeLeftovers(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path left : files) {
                String rest = left.getFileName().toString().substring(PREFIX.length());
                int end = rest.indexOf('-');
                if (end > 0
                        && rest.substring(0, end).chars().allMatch(Character::isDigit)
                        && ProcessHandle.of(Long.parseLong(rest.substring(0, end)))
                                .isEmpty()) {
                    Files.deleteIfExists(left);
                }
            }
        }
    }

    /** Has the JVM stop writing, and removes the file. */
    @Override
    public void close() {
        Path path = file;
        file = null;
        try {
            if (channel != null) {
                channel.close();
                channel = null;
            }
            if (path != null) {
                vmLog("output=" + quoted(path), "what=all=off");
                for (Path each : List.of(path, path.resolveSibling(path.getFileName() + ".0"))) {
                    Files.deleteIfExists(each);
                }
            }
        } catch (IOException | JMException | RuntimeException e) {
            LOG.info("the collector's log {} could not be removed: {}", path, e.toString());
        }
    }
}
