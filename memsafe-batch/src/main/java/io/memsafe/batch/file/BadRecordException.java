package io.memsafe.batch.file;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A record of a file that cannot be read, though the file can: it is malformed, or longer than allowed. The reader can
 * step over it: {@code job.skip(BadRecordException.class, 100)}.
 */
public final class BadRecordException extends IOException {
    private static final long serialVersionUID = 1;

    BadRecordException(Path file, long line, String why, @Nullable Throwable cause) {
        super(file + ":" + line + ": " + why, cause);
    }
}
