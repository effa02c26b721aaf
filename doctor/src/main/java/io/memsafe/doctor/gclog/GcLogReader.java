package io.memsafe.doctor.gclog;

import io.memsafe.doctor.text.Gzip;
import io.memsafe.doctor.text.Lines;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.ZipException;

/**
 * Reads garbage collection logs of HotSpot: unified logging of JDK 9 to 25 with any decorations, and what JDK 6 to 8 wrote, of
 * all collectors. Other lines between are passed over, so a log that a program shares with its JVM will do. It keeps no event,
 * and lines are cut after 64 KiB. Input that is compressed with gzip is known by its first bytes.
 *
 * <pre>{@code
 * GcLogReader reader = new GcLogReader(event -> pauses.add(event.pauseMillis()));
 * try (InputStream log = Files.newInputStream(path)) {
 *     reader.read(path.toString(), log);
 * }
 * GcTrend trend = reader.summary().trend();
 * }</pre>
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class GcLogReader {
    private static final int MOST_NOTES = 100;
    /** So many lines after one of a GC log, others are looked at whatever they say. */
    private static final int NEAR = 500;

    private final GcSink sink;
    private final UnifiedLines unified;
    private final LegacyLines legacy;
    private final Lines lines = new Lines();
    private final List<String> notes = new ArrayList<>();
    private int near;
    private boolean isUnified;

    /**
     * With nothing read yet.
     *
     * @param events takes each collection when it is over, in the order of the log
     */
    public GcLogReader(Consumer<? super GcEvent> events) {
        sink = new GcSink(events);
        unified = new UnifiedLines(sink);
        legacy = new LegacyLines(sink);
    }

    /**
     * Reads an input to its end; the files of a log that was rotated are read in turn, the oldest first.
     *
     * @param source its name, for notes
     * @param in not closed
     * @throws IOException if it cannot be read; what was read before counts. A gzip file that ends early or is damaged is a
     *     note in the summary instead
     */
    public void read(String source, InputStream in) throws IOException {
        try {
            lines.read(Gzip.plain(in), this::line);
        } catch (EOFException | ZipException e) {
            if (notes.size() < MOST_NOTES) {
                notes.add(source + " is not whole: " + (e.getMessage() == null ? "it ends early" : e.getMessage()));
            }
        }
    }

    /**
     * Takes a line, for those who have the lines already. Most lines that are none of a GC log cost one look at each byte.
     *
     * @param bytes text in an encoding that has ASCII in it
     * @param from where the line begins
     * @param to after its last byte, without its end
     */
    public void line(byte[] bytes, int from, int to) {
        if (near == 0 && !mayBegin(bytes, from, to)) {
            return;
        }
        line(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    }

    /**
     * Takes a line, for those who have the lines already.
     *
     * @param line without its end
     */
    public void line(String line) {
        long before = sink.recognised();
        if (unified.accept(line)) {
            isUnified = true;
        } else if (!isUnified || legacy.open()) {
            legacy.accept(line);
        }
        near = sink.recognised() > before || legacy.open() ? NEAR : Math.max(0, near - 1);
    }

    /** Every kind of first line of a GC log has these two letters, and few other lines have. */
    private static boolean mayBegin(byte[] bytes, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if ((bytes[i] | 0x20) == 'c' && (bytes[i - 1] | 0x20) == 'g') {
                return true;
            }
        }
        return false;
    }

    /**
     * What was read so far.
     *
     * @return of all inputs; a cycle of Shenandoah or a collection of JDK 8 that is not at its end counts from now on
     */
    public GcLog summary() {
        unified.end();
        legacy.end();
        return sink.summary(notes);
    }
}
