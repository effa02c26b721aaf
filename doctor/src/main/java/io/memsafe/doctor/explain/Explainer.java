package io.memsafe.doctor.explain;

import io.memsafe.doctor.text.Gzip;
import io.memsafe.doctor.text.Lines;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;

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
    private final LineReader[] readers = {
        new KernelReader(incidents), new DaemonReader(incidents), new HsErrReader(incidents), errors
    };
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
        inputs.add(name);
        Numbering numbering = new Numbering(name);
        try {
            lines.read(Gzip.plain(in), numbering);
        } catch (EOFException | ZipException e) {
            if (notes.size() < MOST_NOTES) {
                notes.add(name + " is not whole: " + (e.getMessage() == null ? "it ends early" : e.getMessage())
                        + " after line " + numbering.number);
            }
        } finally {
            linesRead += numbering.number;
            for (LineReader reader : readers) {
                reader.end();
            }
            open = false;
        }
    }

    /**
     * What was found so far.
     *
     * @return of all inputs that were read
     */
    public Explanation explanation() {
        errors.report();
        return new Explanation(incidents.ranked(), incidents.seen(), inputs, linesRead, notes);
    }

    /** Decodes the lines that may matter. */
    private final class Numbering implements Lines.Sink {
        private final String name;
        private long number;

        Numbering(String name) {
            this.name = name;
        }

        @Override
        public void line(byte[] bytes, int from, int to) {
            number++;
            if (!open && !Anchors.in(bytes, from, to)) {
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
