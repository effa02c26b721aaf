package io.memsafe.batch.file;

import io.memsafe.batch.ItemReader;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a file. It moves on only when the item exists, see {@link RecordSource}; a checkpoint has the offset
 * in bytes and the line.
 *
 * <p>Thread-safety: as of any reader.
 */
final class RecordReader<I> implements ItemReader<I> {
    private final Path file;
    private final RecordSource source;
    private final RecordFormat<I> format;
    private @Nullable FileStamp stamp;
    private FileStamp.@Nullable Place place;

    RecordReader(Path file, RecordSource source, RecordFormat<I> format) {
        this.file = file;
        this.source = source;
        this.format = format;
    }

    @Override
    public @Nullable I read() throws IOException {
        started();
        while (source.find()) {
            if (format.isRecord(source.bytes(), source.from(), source.length())) {
                I item;
                try {
                    item = format.map(source.bytes(), source.from(), source.length());
                } catch (Exception e) {
                    throw new BadRecordException(file, source.line(), "the record is malformed: " + e.getMessage(), e);
                }
                source.advance();
                return item;
            }
            source.advance();
        }
        return null;
    }

    @Override
    public String skip() throws IOException {
        started();
        String key = file + ":" + source.line();
        source.skip();
        return key;
    }

    /** Opens the file, reads its header, and goes to where a checkpoint says; begins again if that has failed. */
    private FileStamp started() throws IOException {
        FileStamp known = stamp;
        if (known == null) {
            known = FileStamp.of(file);
            source.seek(0, 1);
            source.skipByteOrderMark();
            if (format.hasHeader()) {
                header();
            }
            if (place != null) {
                source.seek(place.position(), place.line());
            }
            stamp = known;
        }
        return known;
    }

    private void header() throws IOException {
        if (!source.find()) {
            throw new IOException(file + " is empty, but should begin with a header");
        }
        try {
            format.header(source.bytes(), source.from(), source.length());
        } catch (Exception e) {
            throw new IOException(file + ":" + source.line() + ": the header is malformed: " + e.getMessage(), e);
        }
        source.advance();
    }

    @Override
    public String checkpointInfo() throws IOException {
        return started().place(source.offset(), source.line());
    }

    @Override
    public void open(String checkpointInfo) throws IOException {
        place = FileStamp.of(file).place(file, checkpointInfo);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
