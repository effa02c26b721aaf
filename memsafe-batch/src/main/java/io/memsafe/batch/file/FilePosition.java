package io.memsafe.batch.file;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How many elements of a file were read, as a checkpoint keeps it: with what the file was then. Thread-safety: none. */
final class FilePosition {
    private final Path file;
    private @Nullable FileStamp stamp;
    private long count;

    FilePosition(Path file) {
        this.file = file;
    }

    long count() {
        return count;
    }

    void advance() {
        count++;
    }

    /** Of the file as it was at the first call. */
    FileStamp stamp() throws IOException {
        FileStamp known = stamp;
        if (known == null) {
            known = FileStamp.of(file);
            stamp = known;
        }
        return known;
    }

    String checkpointInfo() throws IOException {
        return stamp().place(count, 1);
    }

    /** Goes to where another reader was; throws if the file has changed since. */
    void open(String checkpointInfo) throws IOException {
        count = FileStamp.of(file).place(file, checkpointInfo).position();
    }
}
