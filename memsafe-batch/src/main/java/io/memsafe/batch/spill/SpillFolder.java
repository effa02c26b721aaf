package io.memsafe.batch.spill;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where an accumulation puts what does not fit: in a folder of its own inside this one, readable by its owner alone, that
 * is removed when the accumulation is closed. What a killed process has left there is removed by the next accumulation
 * that uses the same parent.
 *
 * <p>Thread-safety: immutable.
 *
 * @param parent an existing folder on a disk, not in memory
 * @param maxBytes what one accumulation may have there at most; 0 for half of what is free when it is opened
 * @param compressed whether blocks are deflated: it pays for text and other things that repeat, and on a slow disk
 */
public record SpillFolder(Path parent, long maxBytes, boolean compressed) {

    /**
     * Checks the bound.
     *
     * @param parent an existing folder on a disk, not in memory
     * @param maxBytes what one accumulation may have there at most; 0 for half of what is free when it is opened
     * @param compressed whether blocks are deflated
     * @throws IllegalArgumentException if it is negative
     */
    public SpillFolder {
        Objects.requireNonNull(parent, "parent");
        if (maxBytes < 0) {
            throw new IllegalArgumentException(
                    "maxBytes must be positive, or 0 for half of what is free, but is " + maxBytes);
        }
    }

    /**
     * The folder for temporary files of this JVM, {@code java.io.tmpdir}. Where that is a {@code tmpfs}, it lies in
     * memory, and another one is the better choice.
     *
     * @return not compressed, with half of what is free
     */
    public static SpillFolder temporary() {
        return in(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * A folder.
     *
     * @param parent an existing one
     * @return not compressed, with half of what is free
     */
    public static SpillFolder in(Path parent) {
        return new SpillFolder(parent, 0, false);
    }

    /**
     * Bounds what one accumulation may have there.
     *
     * @param bytes positive, or 0 for half of what is free when it is opened
     * @return the same folder with this bound
     * @throws IllegalArgumentException if it is negative
     */
    public SpillFolder withMaxBytes(long bytes) {
        return new SpillFolder(parent, bytes, compressed);
    }

    /**
     * Deflates blocks.
     *
     * @return the same folder, compressed
     */
    public SpillFolder withCompression() {
        return new SpillFolder(parent, maxBytes, true);
    }
}
