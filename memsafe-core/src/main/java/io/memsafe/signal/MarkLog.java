package io.memsafe.signal;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
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
 * <p>It is read in haste, on a collector that makes compiled code take a detour at its first call after each collection,
 * by code that may not be compiled either. So little of it is called: a stream that reads on where it has stopped, and a
 * look at the bytes of a line before it is made a text, since most say nothing.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class MarkLog implements AutoCloseable {
    private static final AtomicLong LOST_HANDLES = LostHandles.AT_MOST;
    private static final Logger LOG = LoggerFactory.getLogger(MarkLog.class);
    private static final String PREFIX = "memsafe-marks-";
    private static final String SUFFIX = ".log";
    private static final long ROTATE_BYTES = 1 << 20;
    private static final int BUFFER_BYTES = 16 << 10;

    /** What the JDK reads without asking the operating system for memory. */
    private static final int READ_BYTES = 8 << 10;

    private final MarkParser parser;
    private final byte[] text = new byte[BUFFER_BYTES];
    private @Nullable Path file;
    private @Nullable FileInputStream stream;
    private @Nullable Object fileKey;
    private int from;
    private int to;
    private long position;
    private boolean leftoversRemoved;
    private boolean unavailable;
    private long offsetNanos = Long.MAX_VALUE;

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
            if (!leftoversRemoved) {
                removeLeftovers(folder);
                leftoversRemoved = true;
            }
            Path created = Files.createFile(folder.resolve(ownName()), ownerOnly());
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
        } catch (IOException | JMException | RuntimeException | LinkageError e) {
            // A linkage error: an OutOfMemoryError has broken a class of the JDK for good.
            LOG.info(
                    "the collector's log cannot be read, so the live set is estimated from its notifications: {}",
                    e.toString());
            close();
            unavailable = true;
            return false;
        }
    }

    /** Loads what {@link #open()} needs most time for, and has nothing written. */
    public void preload() {
        try {
            vmLog("list");
        } catch (JMException e) {
            LOG.debug("the JVM tells nothing of its logs", e);
        }
    }

    /** Opens the log unless it is open, or closes it; a log that could not be opened once is not tried again. */
    public void keepOpen(boolean wanted) {
        if (wanted && stream == null && !unavailable) {
            close(); // what an OutOfMemoryError left half open
            open();
        } else if (!wanted && file != null) {
            close();
        }
    }

    /** As good as a random name, since it must not exist yet; but the JDK's source of those takes 20 ms to load. */
    private static String ownName() {
        long pid = ManagementFactory.getRuntimeMXBean().getPid();
        return PREFIX + pid + "-" + Long.toHexString(System.nanoTime()) + SUFFIX;
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
        stream = open(path.toFile());
        fileKey = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        position = 0;
        from = 0;
        to = 0;
    }

    /**
     * Reads what has been written since the last call.
     *
     * @param live receives each live set that the new lines tell, in order, on the clock of {@link System#nanoTime()}
     */
    public void read(Consumer<MarkResult> live) {
        FileInputStream open = stream;
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
            unavailable = true;
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

    private static FileInputStream open(File plain) throws IOException {
        try {
            return new FileInputStream(plain);
        } catch (OutOfMemoryError e) {
            LOST_HANDLES.incrementAndGet();
            throw e;
        }
    }

    private void drain(FileInputStream open, Consumer<MarkResult> live) throws IOException {
        int asked;
        int count;
        do {
            lines(live); // what an OutOfMemoryError has left
            makeRoom();
            asked = Math.min(READ_BYTES, BUFFER_BYTES - to);
            count = open.read(text, to, asked);
            if (count <= 0) {
                return;
            }
            position += count;
            to += count;
            lines(live);
        } while (count == asked);
    }

    /** Reads the whole lines in the buffer. */
    private void lines(Consumer<MarkResult> live) {
        for (int i = from; i < to; i++) {
            if (text[i] == '\n') {
                int start = from;
                from = i + 1;
                line(start, i, live);
            }
        }
    }

    /** Keeps only the line whose end has yet to be written. */
    private void makeRoom() {
        int rest = to - from;
        if (from > 0 && rest > 0) {
            System.arraycopy(text, from, text, 0, rest);
        }
        from = 0;
        to = rest == BUFFER_BYTES ? 0 : rest; // no line that says something is as long as the buffer
    }

    private void line(int start, int end, Consumer<MarkResult> live) {
        if (parser.mayTell(text, start, end)) {
            String line = new String(text, start, end - start, StandardCharsets.ISO_8859_1);
            long bytes = parser.line(line);
            long now = System.nanoTime();
            long told = MarkParser.uptimeNanos(line);
            if (told >= 0) {
                offsetNanos = Math.min(offsetNanos, now - told); // no line is read before it is written
            }
            if (bytes >= 0) {
                long nanos = told >= 0 ? told + offsetNanos : now;
                live.accept(
                        new MarkResult(nanos, bytes, parser.markingNanos(), parser.withAllocated(), parser.whole()));
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

    /** Has the JVM stop writing, and removes the file. After an OutOfMemoryError the next call goes on with it. */
    @Override
    public void close() {
        FileInputStream open = stream;
        stream = null;
        Path path = file;
        try {
            if (open != null) {
                open.close();
            }
            if (path != null) {
                vmLog("output=" + quoted(path), "what=all=off");
                for (Path each : List.of(path, path.resolveSibling(path.getFileName() + ".0"))) {
                    Files.deleteIfExists(each);
                }
            }
        } catch (IOException | JMException | RuntimeException | LinkageError e) {
            LOG.info("the collector's log {} could not be removed: {}", path, e.toString());
        }
        file = null;
    }
}
