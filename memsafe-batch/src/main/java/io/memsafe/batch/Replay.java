package io.memsafe.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A run over the items of a quarantine file alone.
 *
 * <p>All other items count as settled from the start. Items that fail again are kept in a file beside it; at the end the
 * two become one: lines of items that succeeded are gone, those of items that failed are new, the rest stays.
 *
 * <p>Thread-safety: none; used by the thread that runs the job.
 */
final class Replay {
    private final Path file;
    private final Path again;
    private final SortedMap<Long, String> lines;

    private Replay(Path file, Path again, SortedMap<Long, String> lines) {
        this.file = file;
        this.again = again;
        this.lines = lines;
    }

    static Replay of(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("the quarantine to replay must be a file, but " + file + " is none");
        }
        return new Replay(file, file.resolveSibling(file.getFileName() + ".replay"), QuarantineLines.read(file));
    }

    /** Forgets what an earlier replay has found, which begins anew. */
    void begin() throws IOException {
        Files.deleteIfExists(again);
    }

    /** Where items go that fail again. */
    Quarantine quarantine() {
        return Quarantine.file(again);
    }

    /** The positions that are not replayed, as start and end of ranges. */
    long[] others() {
        long[] ranges = new long[2 * lines.size() + 2];
        int at = 0;
        long from = 0;
        for (long position : lines.keySet()) {
            ranges[at++] = from;
            ranges[at++] = position;
            from = position + 1;
        }
        ranges[at] = from;
        ranges[at + 1] = Settled.OPEN;
        return ranges;
    }

    /** Leaves in the file what was not dealt with, and what failed again. */
    void end(Settled settled) throws IOException {
        SortedMap<Long, String> failed = Files.exists(again) ? QuarantineLines.read(again) : new TreeMap<>();
        List<String> remaining = new ArrayList<>();
        for (Map.Entry<Long, String> line : lines.entrySet()) {
            String newer = failed.get(line.getKey());
            if (newer != null) {
                remaining.add(newer);
            } else if (settled.unsettledFrom(line.getKey()) == line.getKey()) {
                remaining.add(line.getValue());
            }
        }
        QuarantineLines.replace(file, remaining);
        Files.deleteIfExists(again);
    }
}
