package io.memsafe.doctor.explain;

import io.memsafe.doctor.text.Gzip;
import io.memsafe.doctor.text.Lines;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads logs and error reports, in any mix and of any size, and says what ran out of memory. What is needed of them is kept,
 * within a fixed bound; lines are cut after 64 KiB. Text is UTF-8, and bytes that are not are replaced. Input that is
 * compressed with gzip is known by its first bytes.
 *
 * <pre>{@code
 * Explainer explainer = new Explainer();
 * try (InputStream log = Files.newInputStream(path)) {
 *     explainer.read(path.toString(), log);
 * }
 * Incident verdict = explainer.explanation().verdict();
 * }</pre>
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class Explainer {
    private static final int MOST_NOTES = 100;

    private final Incidents incidents = new Incidents();
    private final ErrorReader errors = new ErrorReader(incidents);
    private final KubernetesReader kubernetes = new KubernetesReader(incidents);
    private final LineReader[] readers = {
        new KernelReader(incidents), new DaemonReader(incidents), new HsErrReader(incidents), kubernetes, errors
    };
    private final HeapLog heap = new HeapLog();
    private final Lines lines = new Lines();
    private final List<String> inputs = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long linesRead;
    private boolean open;

    /** With nothing read yet. */
    public Explainer() {}

    /**
     * Reads an input to its end; several are read in turn, as parts of a log that was rotated are: the oldest first.
     *
     * @param name for the evidence, such as that of a file
     * @param in not closed
     * @throws IOException if it cannot be read; what was read before counts. A gzip file that ends early or is damaged is a
     *     note in the explanation instead
     */
    public void read(String name, InputStream in) throws IOException {
        Numbering numbering = begin(name);
        try {
            lines.read(Gzip.plain(in), numbering);
        } catch (EOFException | ZipException e) {
            note(name + " is not whole: " + (e.getMessage() == null ? "it ends early" : e.getMessage()) + " after line "
                    + numbering.number);
        } finally {
            endReports();
            endHeap();
        }
    }

    /** Where the lines of one more input go. */
    Numbering begin(String name) {
        inputs.add(name);
        return new Numbering(name);
    }

    /** No line that belongs to the ones before comes now. */
    void endReports() {
        for (LineReader reader : readers) {
            reader.end();
        }
        open = false;
    }

    void endHeap() {
        heap.end();
    }

    void onFound(Consumer<? super Incident> listener) {
        incidents.onFound(listener);
    }

    /** What the GC logs so far say of the heap; null if they have no reason to. */
    @Nullable
    Incident heapIncident() {
        return heap.incident();
    }

    /**
     * Reads a file to its end: text as {@link #read(String, InputStream)} does, or a history that memsafe keeps.
     *
     * @param path of the file, which is its name for the evidence
     * @throws IOException if it cannot be read; what was read before counts. A history of a newer memsafe is one that cannot
     *     be read
     */
    public void read(Path path) throws IOException {
        if (!HistoryIncident.isHistory(path)) {
            try (InputStream in = Files.newInputStream(path)) {
                read(path.toString(), in);
            }
            return;
        }
        inputs.add(path.toString());
        try {
            HistoryIncident history = HistoryIncident.of(path);
            Incident incident = history.incident();
            if (incident != null) {
                incidents.add(incident);
            }
            note(history.note());
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void note(String note) {
        if (notes.size() < MOST_NOTES) {
            notes.add(note);
        }
    }

    /**
     * What was found so far.
     *
     * @return of all inputs that were read
     */
    public Explanation explanation() {
        errors.report();
        List<Incident> ranked = incidents.ranked();
        Map<IncidentKind, Long> seen = new EnumMap<>(IncidentKind.class);
        seen.putAll(incidents.seen());
        Incident full = heap.incident();
        if (full != null) {
            seen.put(full.kind(), 1L);
            Incidents.rank(ranked, full);
        }
        String beside = heap.beside();
        if (beside != null && !ranked.isEmpty() && Incidents.isKillOfJava(ranked.get(0))) {
            ranked.set(0, ranked.get(0).with(ranked.get(0).cause() + " " + beside));
        }
        List<String> allNotes = new ArrayList<>(notes);
        allNotes.addAll(kubernetes.notes());
        String log = heap.note();
        if (log != null) {
            allNotes.add(log);
        }
        return new Explanation(ranked, seen, inputs, linesRead, allNotes);
    }

    /** Decodes the lines that may matter. */
    final class Numbering implements Lines.Sink {
        private final String name;
        private long number;

        Numbering(String name) {
            this.name = name;
        }

        @Override
        public void line(byte[] bytes, int from, int to) {
            number++;
            linesRead++;
            heap.line(name, number, bytes, from, to);
            if (!open && !Anchors.in(bytes, from, to) && !KubernetesReader.begins(bytes, from, to)) {
                return;
            }
            LogLine line = new LogLine(name, number, new String(bytes, from, to - from, StandardCharsets.UTF_8));
            if (JsonText.looksLike(line.text())) {
                for (String text : JsonText.lines(line.text())) {
                    accept(line.with(text));
                }
            } else {
                accept(line);
            }
        }
    }

    private void accept(LogLine line) {
        if (line.text().isBlank()) {
            return;
        }
        LogLine plain = line.text().indexOf('\u001b') < 0 ? line : line.with(withoutColours(line.text()));
        open = false;
        for (LineReader reader : readers) {
            reader.accept(plain);
            open |= reader.open();
        }
    }

    /** Without the sequences that colour a terminal. */
    private static String withoutColours(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\u001b' && i + 1 < text.length() && text.charAt(i + 1) == '[') {
                i += 2;
                while (i < text.length() && !Character.isLetter(text.charAt(i))) {
                    i++;
                }
            } else {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }
}
