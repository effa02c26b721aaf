package io.memsafe.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Reads a history, also while a governor writes it, in this process or another.
 *
 * <pre>{@code
 * try (HistoryReader history = HistoryReader.open(path)) {
 *     double most = history.entries()
 *             .mapToDouble(entry -> entry.figure(HistoryFigure.LIVE).max())
 *             .max().orElse(0);
 * }
 * }</pre>
 *
 * <p>A stream holds what was in the file when it was begun, less what has been overwritten meanwhile. An entry that a
 * crash or a loss of power has damaged is left out.
 *
 * <p>Thread-safety: none; used by one thread, and one stream at a time.
 */
public final class HistoryReader implements AutoCloseable {
    private final FileChannel channel;
    private final Map<HistoryResolution, Ring> rings = new EnumMap<>(HistoryResolution.class);

    private HistoryReader(FileChannel channel) {
        this.channel = channel;
        for (HistoryResolution resolution : HistoryResolution.values()) {
            rings.put(resolution, new Ring(channel, resolution));
        }
    }

    /**
     * Opens a history.
     *
     * @param path of its file
     * @return to be closed at the end
     * @throws UncheckedIOException if there is none, it is something else, or of a newer schema than this version knows
     */
    public static HistoryReader open(Path path) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                FileHeader.check(channel, path);
                return new HistoryReader(channel);
            } catch (IOException | RuntimeException | Error e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the history " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The JVM that wrote last.
     *
     * @return empty if none has begun, or a crash fell into its beginning
     * @throws UncheckedIOException if the file cannot be read
     */
    public Optional<HistoryJvm> jvm() {
        try {
            return FileHeader.readJvm(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * All time that is kept, each stretch in the finest resolution that has it: quarters of an hour up to where minutes
     * begin, minutes up to where seconds begin, then seconds. Where the resolution changes, the coarser entry may reach
     * into the finer ones.
     *
     * @return in order of time, the oldest first; lazy, and throws {@link UncheckedIOException} if the file cannot be
     *     read
     */
    public Stream<HistoryEntry> entries() {
        long seconds = firstMillis(HistoryResolution.SECONDS);
        long minutes = Math.min(seconds, firstMillis(HistoryResolution.MINUTES));
        return Stream.of(
                        entries(HistoryResolution.QUARTERS)
                                .takeWhile(entry -> entry.start().toEpochMilli() < minutes),
                        entries(HistoryResolution.MINUTES)
                                .takeWhile(entry -> entry.start().toEpochMilli() < seconds),
                        entries(HistoryResolution.SECONDS))
                .flatMap(stream -> stream);
    }

    private long firstMillis(HistoryResolution resolution) {
        return entries(resolution)
                .findFirst()
                .map(entry -> entry.start().toEpochMilli())
                .orElse(Long.MAX_VALUE);
    }

    /**
     * All entries of one resolution.
     *
     * @param resolution which
     * @return in the order in which they were recorded; lazy, and throws {@link UncheckedIOException} if the file cannot
     *     be read
     */
    public Stream<HistoryEntry> entries(HistoryResolution resolution) {
        Ring ring = Objects.requireNonNull(rings.get(resolution), "resolution");
        try {
            long newest = ring.newest();
            return LongStream.rangeClosed(ring.oldest(newest), newest)
                    .boxed()
                    .flatMap(sequence -> entry(ring, sequence, resolution));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<HistoryEntry> entry(Ring ring, long sequence, HistoryResolution resolution) {
        try {
            return ring.read(sequence) ? Stream.of(EntryFormat.entry(ring.record(), resolution)) : Stream.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the file free. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
