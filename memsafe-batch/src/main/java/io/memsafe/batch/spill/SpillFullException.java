package io.memsafe.batch.spill;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The folder of an accumulation is full: its bound is reached, or its disk has no room. What was added before is still
 * there: it can be iterated, and after room was made the same call can be repeated.
 */
public final class SpillFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The folder, as text. */
    private final String folder;

    /** What was to be written. */
    private final long neededBytes;

    /** What was left. */
    private final long freeBytes;

    SpillFullException(Path folder, long neededBytes, long freeBytes, String why) {
        super("no room to spill in " + folder + ": " + neededBytes + " bytes are needed, " + freeBytes + " are free, "
                + why + "; nothing that was added is lost");
        this.folder = folder.toString();
        this.neededBytes = neededBytes;
        this.freeBytes = freeBytes;
    }

    /**
     * The folder.
     *
     * @return that of the accumulation, inside of the one that was given
     */
    public Path folder() {
        return Path.of(folder);
    }

    /**
     * What was to be written next.
     *
     * @return bytes
     */
    public long neededBytes() {
        return neededBytes;
    }

    /**
     * What was left, on the disk or up to the bound, whichever is less.
     *
     * @return bytes
     */
    public long freeBytes() {
        return freeBytes;
    }
}
