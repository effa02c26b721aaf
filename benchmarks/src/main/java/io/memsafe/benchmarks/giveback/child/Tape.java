package io.memsafe.benchmarks.giveback.child;

import io.memsafe.PressureLevel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The file a child records into: a head of counters, then events, then rows, all of longs.
 *
 * <p>It is mapped into memory, so that writing allocates nothing and what was written outlives an OutOfMemoryError.
 *
 * <p>Thread-safety: one thread writes rows, the rest may be called by any.
 */
@SuppressWarnings("EnumOrdinal") // writer and reader are of one build
public final class Tape {
    private static final int COUNTERS_AT = 16;
    private static final int EVENTS_AT = 256;
    private static final int EVENT_BYTES = 4 * Long.BYTES;
    private static final int MOST_EVENTS = 2_048;
    private static final int ROWS_AT = EVENTS_AT + MOST_EVENTS * EVENT_BYTES;
    private static final int FIRST_PART = 8;
    private static final int ROW_LONGS = FIRST_PART + Part.values().length;
    private static final int ROW_BYTES = ROW_LONGS * Long.BYTES;

    private final MappedByteBuffer buffer;
    private final int capacity;
    private int rows;
    private int events;

    private Tape(MappedByteBuffer buffer, int capacity) {
        this.buffer = buffer;
        this.capacity = capacity;
    }

    /** A number of a run. */
    public enum Counter {
        /** What the collector can fill, as the governor believes. */
        CAPACITY_BYTES,
        /** What was live before the program held anything. */
        BASE_BYTES,
        /** Values of another key, and values of caches that are not among their weight. */
        WRONG,
        /** Objects and buffers that two had at the same time. */
        DOUBLED,
        /** Objects and buffers that are neither in their pool nor were ended. */
        LOST,
        /** Objects and buffers that were made. */
        MADE,
        /** What all operations came to, so that none can be left out. */
        RESULTS,
        /** Whether the program has looked for what is wrong, doubled or lost. */
        VERIFIED
    }

    /** A moment of a run. */
    public enum Kind {
        /** The level changed: from, to. */
        LEVEL,
        /** A part was asked: which, hundredths of the depth. */
        ASKED,
        /** A part has answered: which, hundredths of the depth. */
        ANSWERED,
        /** A part may grow: which, hundredths of the depth. */
        RECOVERED,
        /** The throughput that counts as usual is measured from here on. */
        BASELINE,
        /** The ballast begins to grow. */
        PRESSURE,
        /** The ballast is as large as it gets. */
        FULL,
        /** The ballast is let go. */
        DROP,
        /** The program has come to its end. */
        END
    }

    /**
     * Something that happened.
     *
     * @param nanos when, on the clock of the run
     * @param kind what
     * @param first what its kind says
     * @param second what its kind says
     */
    public record Event(long nanos, Kind kind, int first, int second) {}

    /**
     * What there was at one moment.
     *
     * @param nanos when, on the clock of the run
     * @param operations done since the start
     * @param misses of the caches since the start
     * @param level the governor's
     * @param usedBytes of the heap, garbage included
     * @param liveBytes as the governor believes
     * @param ballastBytes held beside what the program holds
     * @param directBytes in direct buffers, as the JVM says
     * @param heldBytes of each part
     */
    public record Row(
            long nanos,
            long operations,
            long misses,
            PressureLevel level,
            long usedBytes,
            long liveBytes,
            long ballastBytes,
            long directBytes,
            Map<Part, Long> heldBytes) {

        /**
         * What a part holds.
         *
         * @param part which
         * @return bytes
         */
        public long held(Part part) {
            return heldBytes.getOrDefault(part, 0L);
        }
    }

    /**
     * A new file.
     *
     * @param file must not exist
     * @param capacity how many rows it has room for
     * @return the tape
     * @throws IOException if the file cannot be made
     */
    static Tape create(Path file, int capacity) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Tape(
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, ROWS_AT + (long) capacity * ROW_BYTES), capacity);
        }
    }

    void count(Counter counter, long value) {
        buffer.putLong(COUNTERS_AT + counter.ordinal() * Long.BYTES, value);
    }

    void event(Kind kind) {
        event(kind, 0, 0);
    }

    synchronized void event(Kind kind, int first, int second) {
        if (events < MOST_EVENTS) {
            int at = EVENTS_AT + events * EVENT_BYTES;
            buffer.putLong(at, System.nanoTime());
            buffer.putLong(at + Long.BYTES, kind.ordinal());
            buffer.putLong(at + 2 * Long.BYTES, first);
            buffer.putLong(at + 3 * Long.BYTES, second);
            events++;
            buffer.putInt(Integer.BYTES, events);
        }
    }

    /** Writes a row; does nothing when the tape is full. */
    void row(PressureLevel level, long[] numbers, long[] heldBytes) {
        if (rows < capacity) {
            int at = ROWS_AT + rows * ROW_BYTES;
            buffer.putLong(at, level.ordinal());
            for (int i = 0; i < FIRST_PART - 1; i++) {
                buffer.putLong(at + (i + 1) * Long.BYTES, numbers[i]);
            }
            for (int i = 0; i < heldBytes.length; i++) {
                buffer.putLong(at + (FIRST_PART + i) * Long.BYTES, heldBytes[i]);
            }
            rows++;
            buffer.putInt(0, rows);
        }
    }

    /**
     * Reads a file that a child has left.
     *
     * @param file written by a child
     * @return what it recorded, with times from its first row on
     * @throws IOException if the file cannot be read
     */
    public static Recording read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.BIG_ENDIAN);
        long origin = bytes.getInt(0) == 0 ? 0 : bytes.getLong(ROWS_AT + Long.BYTES);
        Map<Counter, Long> counters = new EnumMap<>(Counter.class);
        for (Counter counter : Counter.values()) {
            counters.put(counter, bytes.getLong(COUNTERS_AT + counter.ordinal() * Long.BYTES));
        }
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < bytes.getInt(Integer.BYTES); i++) {
            int at = EVENTS_AT + i * EVENT_BYTES;
            events.add(new Event(
                    bytes.getLong(at) - origin,
                    Kind.values()[(int) bytes.getLong(at + Long.BYTES)],
                    (int) bytes.getLong(at + 2 * Long.BYTES),
                    (int) bytes.getLong(at + 3 * Long.BYTES)));
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < bytes.getInt(0); i++) {
            rows.add(row(bytes, ROWS_AT + i * ROW_BYTES, origin));
        }
        return new Recording(counters, events, rows);
    }

    private static Row row(ByteBuffer bytes, int at, long origin) {
        Map<Part, Long> held = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            held.put(part, bytes.getLong(at + (FIRST_PART + part.ordinal()) * Long.BYTES));
        }
        return new Row(
                bytes.getLong(at + Long.BYTES) - origin,
                bytes.getLong(at + 2 * Long.BYTES),
                bytes.getLong(at + 7 * Long.BYTES),
                PressureLevel.values()[(int) bytes.getLong(at)],
                bytes.getLong(at + 3 * Long.BYTES),
                bytes.getLong(at + 4 * Long.BYTES),
                bytes.getLong(at + 5 * Long.BYTES),
                bytes.getLong(at + 6 * Long.BYTES),
                Map.copyOf(held));
    }
}
