package io.memsafe.batch.spill;

import java.io.IOException;
import java.nio.file.Path;

/** A file of an accumulation is not what was written to it: cut off, overwritten, or damaged by its disk. */
public final class CorruptRunException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The file, as text. */
    private final String file;

    CorruptRunException(Path file, long position, String what) {
        super("the spilled run " + file + " is damaged at byte " + position + ": " + what);
        this.file = file.toString();
    }

    /**
     * The file.
     *
     * @return its path
     */
    public Path file() {
        return Path.of(file);
    }
}
