package io.memsafe.benchmarks.signals.child;

import io.memsafe.PressureLevel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file a child records into: a head of {@value #HEAD_BYTES} bytes, then rows of {@value #ROW_BYTES} bytes.
 *
 * <p>It is mapped into memory, so that writing allocates nothing and what was written outlives an OutOfMemoryError and
 * the kernel's kill. {@link Row} names what a row holds, {@link Mark} the moments in the head.
 *
 * <p>Thread-safety: one thread writes rows; marks may be set by any thread, each by one.
 */
@SuppressWarnings("EnumOrdinal") // writer and reader are of one build
public final class Tape {

    private static final PressureLevel[] LEVELS = PressureLevel.values();

    /** Length of the head. */
    public static final int HEAD_BYTES = 256;

    /** Length of a row. */
    public static final int ROW_BYTES = 104;

    /** What a mark holds that was not set. */
    public static final long UNSET = -1;

    private static final int MARKS_AT = 8;

    private final MappedByteBuffer buffer;
    private final int capacity;
    private int rows;

    private Tape(MappedByteBuffer buffer, int capacity) {
        this.buffer = buffer;
        this.capacity = capacity;
    }

    /** Moments of a run, as nanoseconds of its clock, and two sizes. */
    public enum Mark {
        /** The workload began. */
        BEGIN,
        /** Whether memory can run out from here on: the leak starts, the spiral is as full as it gets. */
        DANGER,
        /** The first OutOfMemoryError. */
        FIRST_ERROR,
        /** What was held was let go on purpose. */
        RELEASE,
        /** The run came to its end by itself. */
        END,
        /** The largest heap, in bytes. */
        MAX_BYTES,
        /** What is live beside the workload, in bytes; part of the truth already. */
        BASE_BYTES,
        /** How many notifications of collections a listener heard. */
        HEARD,
        /** How many collections the JVM counted meanwhile. */
        COUNTED
    }

    /** Places in a row. */
    static final class Row {
        static final int NANOS = 0;
        static final int TRUTH = 8;
        static final int USED = 16;
        static final int LIVE = 24;
        static final int LOW = 32;
        static final int HIGH = 40;
        static final int TIME_TO_EXHAUSTION = 48;
        static final int GROWTH = 56;
        static final int LIVE_AGE = 64;
        static final int CAPACITY = 72;
        static final int AREA_RATIO = 80;
        static final int COLLECTION_RATIO = 84;
        static final int ALARMS = 88;
        static final int COLLECTIONS = 92;
        static final int DISTRESS = 96;
        static final int LEVEL = 100;
        static final int VERIFIED = 101;

        private Row() {}
    }

    /**
     * A new file.
     *
     * @param file must not exist
     * @param capacity how many rows it has room for
     * @return the tape, with no mark set
     * @throws IOException if the file cannot be made
     */
    static Tape create(Path file, int capacity) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer buffer =
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, HEAD_BYTES + (long) capacity * ROW_BYTES);
            Tape tape = new Tape(buffer, capacity);
            for (Mark mark : Mark.values()) {
                tape.mark(mark, UNSET);
            }
            return tape;
        }
    }

    /** Sets a moment or a size. */
    void mark(Mark mark, long value) {
        buffer.putLong(MARKS_AT + mark.ordinal() * Long.BYTES, value);
    }

    /** Whether there is room for one more row. */
    boolean hasRoom() {
        return rows < capacity;
    }

    /** Where the next row begins; what is put there counts once {@link #commit} is called. */
    int next() {
        return HEAD_BYTES + rows * ROW_BYTES;
    }

    void put(int at, long value) {
        buffer.putLong(at, value);
    }

    void put(int at, int value) {
        buffer.putInt(at, value);
    }

    void put(int at, float value) {
        buffer.putFloat(at, value);
    }

    void put(int at, boolean value) {
        buffer.put(at, (byte) (value ? 1 : 0));
    }

    void put(int at, PressureLevel level) {
        buffer.put(at, (byte) level.ordinal());
    }

    void commit() {
        rows++;
        buffer.putInt(0, rows);
    }

    /**
     * Reads a file that a child has left.
     *
     * @param file written by a child
     * @return what it recorded
     * @throws IOException if the file cannot be read, or is not such a file
     */
    public static Recording read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.BIG_ENDIAN);
        if (bytes.limit() < HEAD_BYTES || bytes.getInt(0) * (long) ROW_BYTES > bytes.limit() - HEAD_BYTES) {
            throw new IOException(file + " must have " + HEAD_BYTES + " bytes and its rows, but has " + bytes.limit());
        }
        Recording.Builder recording = new Recording.Builder();
        for (Mark mark : Mark.values()) {
            recording.mark(mark, bytes.getLong(MARKS_AT + mark.ordinal() * Long.BYTES));
        }
        for (int row = 0; row < bytes.getInt(0); row++) {
            int at = HEAD_BYTES + row * ROW_BYTES;
            recording.add(new Moment(
                    bytes.getLong(at + Row.NANOS),
                    bytes.getLong(at + Row.TRUTH),
                    bytes.getLong(at + Row.USED),
                    bytes.getLong(at + Row.LIVE),
                    bytes.getLong(at + Row.LOW),
                    bytes.getLong(at + Row.HIGH),
                    bytes.getLong(at + Row.TIME_TO_EXHAUSTION),
                    bytes.getLong(at + Row.GROWTH),
                    bytes.getLong(at + Row.LIVE_AGE),
                    bytes.getLong(at + Row.CAPACITY),
                    bytes.getFloat(at + Row.AREA_RATIO),
                    bytes.getFloat(at + Row.COLLECTION_RATIO),
                    bytes.getInt(at + Row.ALARMS),
                    bytes.getInt(at + Row.COLLECTIONS),
                    bytes.getInt(at + Row.DISTRESS),
                    LEVELS[bytes.get(at + Row.LEVEL)],
                    bytes.get(at + Row.VERIFIED) != 0));
        }
        return recording.build();
    }
}
