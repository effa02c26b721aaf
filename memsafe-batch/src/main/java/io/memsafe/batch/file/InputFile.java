package io.memsafe.batch.file;

import io.memsafe.batch.ItemReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * A file to be read record by record, in a memory of one record and a buffer.
 *
 * <pre>{@code
 * ItemReader.file(Path.of("customers.csv.gz")).csv(Customer.class)
 * }</pre>
 *
 * <p>Every reader stands still when it throws, also in the middle of a record: the same record is read again. One that is
 * malformed or too long is a {@link BadRecordException} with file and line, and can be skipped. A checkpoint keeps the place
 * together with size and time of the file; a file that has changed since is refused. A compressed file is decompressed from
 * its start to reach a place.
 *
 * <p>Lines end with a line feed, before which a carriage return is dropped; a byte order mark of UTF-8 is stepped over.
 *
 * <p>Thread-safety: set up by one thread; a reader is for one job.
 */
public final class InputFile {
    private static final int DEFAULT_LONGEST_BYTES = 64 << 20;
    private static final int MOST_LONGEST_BYTES = 1 << 30;

    private final Path file;
    private Compression compression;
    private @Nullable Charset charset;
    private char separator = ',';
    private List<String> columns = List.of();
    private int longest = DEFAULT_LONGEST_BYTES;

    private InputFile(Path file) {
        this.file = file;
        this.compression = Compression.ofName(file);
    }

    /**
     * A file; it is opened when the first record is read.
     *
     * @param file compressed if its name ends in {@code .gz} or {@code .zst}
     * @return the file, in UTF-8 until told otherwise
     */
    public static InputFile of(Path file) {
        return new InputFile(Objects.requireNonNull(file, "file"));
    }

    /**
     * How the file is compressed, whatever its name says.
     *
     * @param kind the compression
     * @return this file
     */
    public InputFile compression(Compression kind) {
        this.compression = Objects.requireNonNull(kind, "kind");
        return this;
    }

    /**
     * The charset; UTF-8 by default, and what an XML file says of itself.
     *
     * @param set a charset that keeps ASCII characters as single bytes; any for XML
     * @return this file
     */
    public InputFile charset(Charset set) {
        this.charset = Objects.requireNonNull(set, "set");
        return this;
    }

    /**
     * What stands between the fields of a CSV record; a comma by default.
     *
     * @param character an ASCII character such as {@code ';'} or a tab
     * @return this file
     * @throws IllegalArgumentException if it is a quote, an end of line, or not ASCII
     */
    public InputFile separator(char character) {
        this.separator = RecordScanner.checkSeparator(character);
        return this;
    }

    /**
     * The columns of a CSV file that has no header.
     *
     * @param names the columns in order
     * @return this file
     * @throws IllegalArgumentException if there is none, or one twice
     */
    public InputFile columns(String... names) {
        if (names.length == 0 || new HashSet<>(List.of(names)).size() < names.length) {
            throw new IllegalArgumentException(
                    "columns must be one or more different names, but are " + List.of(names));
        }
        this.columns = List.of(names);
        return this;
    }

    /**
     * How long a record may be; 64 MB by default. A longer one is a {@link BadRecordException} instead of an
     * OutOfMemoryError.
     *
     * @param bytes 1 byte to 1 GB, of the decompressed content
     * @return this file
     * @throws IllegalArgumentException if it is out of these bounds
     */
    public InputFile longestRecord(int bytes) {
        if (bytes < 1 || bytes > MOST_LONGEST_BYTES) {
            throw new IllegalArgumentException(
                    "longestRecord must be 1 to " + MOST_LONGEST_BYTES + " bytes, but is " + bytes);
        }
        this.longest = bytes;
        return this;
    }

    /**
     * Reads its lines, empty ones too, without their ends.
     *
     * @return the reader
     */
    public ItemReader<String> lines() {
        return records(RecordScanner.lines(), text());
    }

    /**
     * Reads its CSV records as maps from column to field, in the order of the columns. The first record is the header,
     * unless {@link #columns} were given. Fields may be quoted, and then contain line ends and doubled quotes.
     *
     * @return the reader
     * @throws IllegalStateException if {@code tools.jackson.dataformat:jackson-dataformat-csv} is missing
     */
    public ItemReader<Map<String, String>> csv() {
        Library.JACKSON_CSV.require();
        return records(RecordScanner.csv(separator), CsvFormat.maps(text(), separator, columns, longest));
    }

    /**
     * Reads its CSV records as objects of a class, whose properties are called as the columns. The first record is the
     * header, unless {@link #columns} were given.
     *
     * @param type a record or bean, as Jackson reads it
     * @param <I> the class
     * @return the reader
     * @throws IllegalStateException if {@code tools.jackson.dataformat:jackson-dataformat-csv} is missing
     */
    public <I> ItemReader<I> csv(Class<I> type) {
        Library.JACKSON_CSV.require();
        return records(RecordScanner.csv(separator), CsvFormat.of(text(), separator, columns, type, longest));
    }

    /**
     * Reads a JSON value from each line that is not blank.
     *
     * @param type a record, bean or {@code Map.class}, as Jackson reads it
     * @param <I> the class
     * @return the reader
     * @throws IllegalStateException if {@code tools.jackson.core:jackson-databind} is missing
     */
    public <I> ItemReader<I> jsonLines(Class<I> type) {
        Library.JACKSON.require();
        return records(RecordScanner.lines(), new JsonFormat<>(text(), type, longest));
    }

    /**
     * Reads the elements of a name, wherever they stand; one inside another belongs to that. A document type is refused, so
     * nothing outside of the file is looked up. What is not well-formed cannot be skipped.
     *
     * @param localName the name without prefix
     * @return the reader of elements, each the root of a document of its own
     */
    public ItemReader<Element> xml(String localName) {
        compression.require();
        return new XmlReader(
                file, () -> compression.open(file), charset, Objects.requireNonNull(localName, "localName"), longest);
    }

    private Text text() {
        return new Text(charset == null ? StandardCharsets.UTF_8 : charset);
    }

    private <I> ItemReader<I> records(RecordScanner scanner, RecordFormat<I> format) {
        compression.require();
        return new RecordReader<>(file, new RecordSource(file, () -> compression.open(file), scanner, longest), format);
    }
}
