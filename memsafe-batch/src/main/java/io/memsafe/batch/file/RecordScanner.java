package io.memsafe.batch.file;

/**
 * Finds the end of a record in bytes that arrive piece by piece.
 *
 * <p>A line ends at a line feed. A CSV record ends at a line feed that stands outside of quotes; a quote opens only as the
 * first character of a field, and a doubled one inside stays. Line feed, quote and separator are single bytes, and no part
 * of another character, in every charset that contains ASCII byte by byte. Thread-safety: none.
 */
final class RecordScanner {
    private static final int NO_CSV = -1;

    /** Where the scanner stands in a record. */
    private enum State {
        FIELD_START,
        PLAIN,
        QUOTED,
        AFTER_QUOTE
    }

    private final int separator;
    private State state = State.FIELD_START;
    private int feeds;

    private RecordScanner(int separator) {
        this.separator = separator;
    }

    static RecordScanner lines() {
        return new RecordScanner(NO_CSV);
    }

    static char checkSeparator(char character) {
        if (character == '"' || character == '\n' || character == '\r' || character > '~') {
            throw new IllegalArgumentException(
                    "separator must be an ASCII character, not a quote or an end of line, but is U+"
                            + Integer.toHexString(character));
        }
        return character;
    }

    static RecordScanner csv(char separator) {
        return new RecordScanner(separator);
    }

    /** A record begins. */
    void begin() {
        state = State.FIELD_START;
        feeds = 0;
    }

    /** Index of the line feed that ends the record, or -1 if it is not among these bytes. */
    int end(byte[] bytes, int from, int to) {
        return separator == NO_CSV ? endOfLine(bytes, from, to) : endOfCsv(bytes, from, to);
    }

    /** Line feeds inside the record so far. */
    int feeds() {
        return feeds;
    }

    /** Whether the input must not end here, since a quote is open. */
    boolean inQuotes() {
        return state == State.QUOTED;
    }

    private static int endOfLine(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private int endOfCsv(byte[] bytes, int from, int to) {
        State now = state;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (now == State.QUOTED) {
                if (b == '"') {
                    now = State.AFTER_QUOTE;
                } else if (b == '\n') {
                    feeds++;
                }
            } else if (b == '\n') {
                state = now;
                return i;
            } else if (b == separator) {
                now = State.FIELD_START;
            } else if (b == '"' && now != State.PLAIN) {
                now = State.QUOTED;
            } else {
                now = State.PLAIN;
            }
        }
        state = now;
        return -1;
    }
}
