package io.memsafe.batch.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;

/**
 * A file to be written chunk by chunk, each chunk as a whole or not at all.
 *
 * <pre>{@code
 * ItemWriter.file(Path.of("customers.jsonl.gz")).jsonLines()
 * }</pre>
 *
 * <p>A file that holds something is not touched, unless {@link #append()}, {@link #overwrite()} or {@link #keep} is called.
 *
 * <p>Thread-safety: set up by one thread; a writer is for one job.
 */
public final class OutputFile {
    private final Path file;
    private Compression compression;
    private char separator = ',';
    private Start start = OutputFile::nothing;

    private OutputFile(Path file) {
        this.file = file;
        this.compression = Compression.ofName(file);
    }

    /** Tells how much of a file is kept. */
    interface Start {
        long length(Path file, FileChannel open) throws IOException;
    }

    /**
     * A file; it is opened when the first chunk is written.
     *
     * @param file compressed if its name ends in {@code .gz} or {@code .zst}
     * @return the file, in UTF-8
     */
    public static OutputFile of(Path file) {
        return new OutputFile(Objects.requireNonNull(file, "file"));
    }

    /**
     * How the file is compressed, whatever its name says. Each chunk is a gzip member or Zstandard frame of its own; programs
     * read these after one another as one file.
     *
     * @param kind the compression
     * @return this file
     */
    public OutputFile compression(Compression kind) {
        this.compression = Objects.requireNonNull(kind, "kind");
        return this;
    }

    /**
     * What stands between the fields of a CSV record; a comma by default.
     *
     * @param character an ASCII character such as {@code ';'} or a tab
     * @return this file
     * @throws IllegalArgumentException if it is a quote, an end of line, or not ASCII
     */
    public OutputFile separator(char character) {
        this.separator = RecordScanner.checkSeparator(character);
        return this;
    }

    /**
     * Goes on after what the file holds. An unfinished last line, as a killed program leaves it, is cut off; a compressed
     * file is taken as it is.
     *
     * @return this file
     */
    public OutputFile append() {
        this.start = (path, open) -> compression == Compression.NONE ? afterLastLine(open) : open.size();
        return this;
    }

    /**
     * Throws away what the file holds.
     *
     * @return this file
     */
    public OutputFile overwrite() {
        this.start = (path, open) -> 0;
        return this;
    }

    /**
     * Goes on after the first bytes of the file and throws away what comes after them. A job with a checkpoint does so by
     * itself; this is for programs that keep their own.
     *
     * @param bytes the {@link RecordWriter#length()} at the checkpoint
     * @return this file
     * @throws IllegalArgumentException if it is negative
     */
    public OutputFile keep(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("keep must be 0 bytes or more, but is " + bytes);
        }
        this.start = kept(bytes);
        return this;
    }

    /** The first bytes of a file that has at least as many. */
    static Start kept(long bytes) {
        return (path, open) -> {
            if (open.size() < bytes) {
                throw new IOException(path + " has " + open.size() + " bytes, but " + bytes
                        + " of it are to be kept: it is not the file of the checkpoint");
            }
            return bytes;
        };
    }

    /**
     * Writes each item as a line.
     *
     * @param text gives the text of an item, without an end of line
     * @param <O> what is written
     * @return the writer
     */
    public <O> RecordWriter<O> lines(Function<? super O, String> text) {
        return lines(text, StandardCharsets.UTF_8);
    }

    /**
     * Writes each item as a line.
     *
     * @param text gives the text of an item, without an end of line
     * @param charset a charset that keeps ASCII characters as single bytes
     * @param <O> what is written
     * @return the writer
     */
    public <O> RecordWriter<O> lines(Function<? super O, String> text, Charset charset) {
        Objects.requireNonNull(text, "text");
        Text checked = new Text(charset);
        return writer((out, item) -> {
            String line = text.apply(item);
            if (line.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("a line has an end of line in it: " + line);
            }
            out.write(line.getBytes(checked.charset()));
            out.write('\n');
        });
    }

    /**
     * Writes each item as a JSON value on a line of its own.
     *
     * @param <O> what is written, as Jackson writes it
     * @return the writer
     * @throws IllegalStateException if {@code tools.jackson.core:jackson-databind} is missing
     */
    public <O> RecordWriter<O> jsonLines() {
        Library.JACKSON.require();
        return writer(JacksonSink.json());
    }

    /**
     * Writes each item as a CSV record, below a header.
     *
     * @param type a record or bean, as Jackson writes it
     * @param <O> what is written
     * @return the writer
     * @throws IllegalStateException if {@code tools.jackson.dataformat:jackson-dataformat-csv} is missing
     */
    public <O> RecordWriter<O> csv(Class<O> type) {
        Library.JACKSON_CSV.require();
        return writer(JacksonSink.csv(type, separator));
    }

    private <O> RecordWriter<O> writer(RecordSink<O> sink) {
        compression.require();
        return new RecordWriter<>(file, compression, sink, start);
    }

    private static long nothing(Path file, FileChannel open) throws IOException {
        if (open.size() > 0) {
            throw new FileAlreadyExistsException(
                    file.toString(), null, "it holds " + open.size() + " bytes; call append(), overwrite() or keep()");
        }
        return 0;
    }

    private static long afterLastLine(FileChannel open) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(8192);
        for (long end = open.size(); end > 0; end -= piece.capacity()) {
            long from = Math.max(0, end - piece.capacity());
            piece.clear().limit((int) (end - from));
            int read = 0;
            while (piece.hasRemaining() && read >= 0) {
                read = open.read(piece, from + piece.position());
            }
            for (int i = piece.position() - 1; i >= 0; i--) {
                if (piece.get(i) == '\n') {
                    return from + i + 1;
                }
            }
        }
        return 0;
    }
}
