package io.memsafe.batch.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By what a file is recognised again.
 *
 * @param size its bytes
 * @param modifiedMillis when it was last changed, in milliseconds since 1970
 */
record FileStamp(long size, long modifiedMillis) {
    private static final Pattern PLACE =
            Pattern.compile("(\\d+) of a file of (\\d+) bytes, modified (\\d+), line (\\d+)");

    static FileStamp of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileStamp(attributes.size(), attributes.lastModifiedTime().toMillis());
    }

    /**
     * A place in a file.
     *
     * @param position bytes or elements before it
     * @param line the line, from 1; 1 also where lines are not counted
     */
    record Place(long position, long line) {}

    /** A place, as text for a checkpoint. */
    String place(long position, long line) {
        return position + " of a file of " + size + " bytes, modified " + modifiedMillis + ", line " + line;
    }

    /**
     * Reads a place of a checkpoint.
     *
     * @throws IOException if the file is not the one of then
     * @throws IllegalArgumentException if the text is no such place
     */
    Place place(Path file, String text) throws IOException {
        Matcher matcher = PLACE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no place in a file");
        }
        FileStamp then = new FileStamp(Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
        if (!equals(then)) {
            throw new IOException(
                    file + " has changed since the checkpoint: it has " + size + " bytes and was modified at "
                            + modifiedMillis + ", then it had " + then.size + " bytes and was modified at "
                            + then.modifiedMillis
                            + " (ms since 1970). Bring the old file back, or begin anew without the checkpoint");
        }
        return new Place(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(4)));
    }
}
