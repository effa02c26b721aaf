package io.memsafe.batch.spill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of an accumulation, in the order they were spilled, and how few of them there are.
 *
 * <p>A merge holds a block of each run it reads, and a file. So at most as many are merged at once as a quarter of the
 * budget has room for, 4 to 64. Neighbours are merged into one as soon as there are that many of the same level: an
 * entry is written once a level, and the files are never more than a merge's on each level. Only neighbours: what was
 * added first has to come first. The runs that went into a merge are removed when it is sealed, not before.
 *
 * <p>Thread-safety: none.
 */
final class RunStore<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpillableSort.class);
    private static final int FEWEST_MERGED = 4;
    private static final int MOST_MERGED = 64;
    private static final int SHARE = 4;

    private final RunFolder folder;
    private final Codec<T> codec;
    private final Comparator<? super T> order;
    private final @Nullable BinaryOperator<T> combiner;
    private final RunWriter<T> writer;
    private final ArrayList<Run> runs = new ArrayList<>();
    private long spilled;
    private long merged;

    RunStore(
            RunFolder folder,
            Codec<T> codec,
            Comparator<? super T> order,
            @Nullable BinaryOperator<T> combiner,
            boolean compressed)
            throws IOException {
        this.folder = folder;
        this.codec = codec;
        this.order = order;
        this.combiner = combiner;
        this.writer = new RunWriter<>(folder, codec, compressed);
        rehearse();
    }

    /** An empty run is written and read: the folder is in order, and no class has to be loaded when memory is short. */
    private void rehearse() throws IOException {
        try (Merge<T> nothing = new Merge<>(List.of(), order, combiner)) {
            Run run = writer.write(nothing, 0);
            try (RunReader<T> reader = new RunReader<>(run, codec)) {
                reader.advance();
            } finally {
                folder.remove(run.file(), run.bytes());
            }
        }
    }

    /** How many runs a merge may read when it may hold as many bytes as a limit has a share for. */
    static int mergedAtOnce(long limitBytes) {
        return (int) Math.max(FEWEST_MERGED, Math.min(MOST_MERGED, limitBytes / SHARE / RunReader.HELD_BYTES));
    }

    List<Run> runs() {
        return runs;
    }

    long usedBytes() {
        return folder.usedBytes();
    }

    long spilled() {
        return spilled;
    }

    long merged() {
        return merged;
    }

    /** Writes what is in memory to a run, which counts once it is sealed. */
    void spill(List<Source<T>> memory) throws IOException {
        runs.ensureCapacity(runs.size() + 1);
        try (Merge<T> merge = new Merge<>(memory, order, combiner)) {
            runs.add(writer.write(merge, 0));
        }
        spilled++;
    }

    /**
     * Merges where there are many of one level. This saves files, and is not needed yet: with no room or no memory for
     * it, it waits.
     */
    void tidy(int most) throws IOException {
        try {
            while (runs.size() >= most) {
                int from = runs.size() - most;
                if (runs.get(from).level() != runs.get(runs.size() - 1).level() || !folder.hasRoom(bytesFrom(from))) {
                    return;
                }
                mergeFrom(from);
            }
        } catch (SpillFullException | OutOfMemoryError e) {
            LOG.debug("{} runs in {} stay as they are for now", runs.size(), folder.path(), e);
        }
    }

    /**
     * Merges until there are few enough for one pass. Where there is no room for that, the pass may read more at once
     * than its share of the budget has room for.
     */
    void reduce(int most) throws IOException {
        try {
            while (runs.size() > most) {
                mergeFrom(Math.max(runs.size() - most, most - 1));
            }
        } catch (SpillFullException e) {
            if (runs.size() > MOST_MERGED) {
                throw e;
            }
            LOG.info("{} runs are merged at once instead of {}: {}", runs.size(), most, e.getMessage());
        }
    }

    private long bytesFrom(int from) {
        long bytes = 0;
        for (int i = from; i < runs.size(); i++) {
            bytes += runs.get(i).bytes();
        }
        return bytes;
    }

    private void mergeFrom(int from) throws IOException {
        List<Run> parts = List.copyOf(runs.subList(from, runs.size()));
        int level = 0;
        for (Run part : parts) {
            level = Math.max(level, part.level() + 1);
        }
        Run whole;
        try (Merge<T> merge = merge(parts, List.of())) {
            whole = writer.write(merge, level);
        }
        runs.set(from, whole);
        while (runs.size() > from + 1) {
            runs.remove(runs.size() - 1);
        }
        merged++;
        for (Run part : parts) {
            folder.remove(part.file(), part.bytes());
        }
    }

    /** All runs and what is in memory, in one order. */
    Merge<T> merge(List<Source<T>> memory) throws IOException {
        return merge(runs, memory);
    }

    private Merge<T> merge(List<Run> parts, List<Source<T>> memory) throws IOException {
        List<Source<T>> sources = new ArrayList<>(parts.size() + memory.size());
        try {
            for (Run part : parts) {
                sources.add(new RunReader<>(part, codec));
            }
            sources.addAll(memory);
            return new Merge<>(sources, order, combiner);
        } catch (Throwable t) {
            sources.forEach(Source::close);
            throw t;
        }
    }

    @Override
    public void close() throws IOException {
        try (folder) {
            writer.close();
        }
    }
}
