package io.memsafe.batch.spill;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Learns what entries hold in memory, of which nobody tells it.
 *
 * <p>An entry is written and read back, and what the thread allocates while it reads is the size of the copy, and so of
 * the entry, with what the format wastes on top. That is exact where a size that is guessed from classes is not, and
 * knows nothing of what the caller allocated besides. It costs about a microsecond, so it is done for the first 16
 * entries and for one in 64 after that, and the average stands for the others.
 *
 * <p>A big entry among small ones would be missed so. It mostly was made by the calling thread since the last call: if
 * that has allocated more than twice its usual, and more than twice what an entry holds, the entry is measured. One
 * that is made elsewhere, or long before, is seen as an average one; what it costs too much shows at the level, or as an
 * {@link OutOfMemoryError}, which is dealt with.
 *
 * <p>No copy is made of what is bigger than 256 KB, which may have no room: it is taken to hold twice the bytes that it
 * has when it is written.
 *
 * <p>Thread-safety: none.
 */
final class LearnedWeight<T> {
    private static final int FIRST = 16;
    private static final int EVERY = 64;
    private static final int LARGE_BYTES = 256 << 10;
    private static final int LARGE_RATIO = 2;
    private static final int BASE_BYTES = 1 << 10;
    private static final double UNUSUAL = 2;
    private static final double NEWEST = 1.0 / 32;

    private final Codec<T> codec;
    private final ByteSink written = new ByteSink(BASE_BYTES);
    private final ByteSource source = new ByteSource();
    private final AllocatedBytes allocated = new AllocatedBytes();
    private final AllocatedBytes copying = new AllocatedBytes();
    private long entries;
    private double meanBytes;
    private double usualBytes;

    @SuppressWarnings("UnusedVariable") // a copy that nobody could see, the compiler might leave out
    private @Nullable T copy;

    LearnedWeight(Codec<T> codec) {
        this.codec = codec;
    }

    /**
     * What an entry holds that is about to be added.
     *
     * @return bytes
     * @throws IOException if the format cannot write it, or read back what it wrote
     */
    long of(T entry) throws IOException {
        long told = codec.heldBytes(entry);
        if (told >= 0) {
            return told;
        }
        long since = allocated.sinceLast();
        boolean sampled = entries < FIRST || entries % EVERY == 0;
        boolean unusual = since > UNUSUAL * usualBytes && since > UNUSUAL * meanBytes;
        long bytes = (long) meanBytes;
        if (sampled || unusual) {
            bytes = measure(entry);
            allocated.sinceLast(); // the copy was no work of the caller's
        }
        double weight = Math.max(NEWEST, 1.0 / (entries + 1));
        if (sampled) {
            meanBytes += Math.max(NEWEST, 1.0 / Math.min(FIRST, entries + 1)) * (bytes - meanBytes);
        }
        usualBytes += weight * (since - usualBytes);
        entries++;
        return bytes;
    }

    /** What the calling thread has allocated since it was last asked this, or the weight of an entry. */
    long allocatedSinceLast() {
        return allocated.sinceLast();
    }

    /** What an entry holds now, measured. */
    long measure(T entry) throws IOException {
        long told = codec.heldBytes(entry);
        if (told >= 0) {
            return told;
        }
        written.reset();
        try {
            codec.write(entry, written);
            int size = written.size();
            if (size > LARGE_BYTES || !AllocatedBytes.isKnown()) {
                return BASE_BYTES + (long) LARGE_RATIO * size;
            }
            source.open(written.bytes(), 0, size);
            copying.sinceLast();
            copy = codec.read(source);
            return copying.sinceLast();
        } finally {
            copy = null;
            written.reset();
        }
    }
}
