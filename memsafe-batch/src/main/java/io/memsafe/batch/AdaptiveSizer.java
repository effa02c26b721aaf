package io.memsafe.batch;

import java.time.Duration;

/**
 * The sizer of a job that was told nothing.
 *
 * <p><b>Enough is enough.</b> Every chunk costs a fixed time (commit, round trip, flush) beside that of its items. A
 * bigger one spreads it over more of them, with ever smaller gain, while what it holds leaves the caches of the
 * processor and has to be copied by collections: where items are large, chunks of 30 MB took twice the time of chunks of
 * 2 MB, and those 3 to 7 % more than chunks of 512 KB, which stay in the caches with their results. So a chunk grows until
 * its fixed part is 3 % of its time, and beyond that only up to 512 KB or 50 milliseconds, whichever comes first: below
 * these, nothing is gained by being smaller, and times are too short to be told from noise. Where workers find the reader
 * taken, each chunk also costs a hand-over, which is slow: with tiny items, two workers lost 70 microseconds at each. The
 * share of chunks of late that had to wait for their turn adds as much of 100 microseconds to the fixed part.
 * It never lasts longer than 100 milliseconds, or where a commit is so dear that this leaves it more than a tenth, ten
 * commits. The items' bytes, learned, bound it further: it never aims beyond
 * the room there is. Where large items follow tiny ones, the number of items says nothing: so a chunk also ends at the bytes by
 * which the last one would have taken the time it aims at, or at these few bytes.
 *
 * <p><b>Stability.</b> The fixed part is that of the write, where commits and flushes are, and is learned from a line fitted
 * to the writes seen ({@link ChunkTime}), for which every second chunk is a quarter smaller: of chunks of one size nothing
 * could be learned. It is no more than the shortest write of late, each of which contains it: a busy machine makes some
 * writes late, but none early. What is the shortest is forgotten by time and not by chunks, or some large ones would make the
 * next ones larger. The size at
 * most doubles or halves from one chunk to the next, so that one odd chunk moves it little. Because the aim falls as
 * items become dearer, and not as the chunk becomes larger, the loop has no gain that could make it swing: with
 * constant costs the aim is constant, and the size reaches it in log2 steps. The first items of a program are its
 * slowest, and many small chunks of them would cost most, so in the first 32 chunks time alone asks for no less than 64
 * items, if these take less than a second.
 *
 * <p>Thread-safety: as {@link ChunkSizer} says.
 */
final class AdaptiveSizer implements ChunkSizer {
    private static final double FIXED_SHARE = 0.03;
    private static final double SHORT_CHUNK_NANOS = 50_000_000;
    private static final double LONGEST_CHUNK_NANOS = 100_000_000;
    private static final double LONGEST_FIRST_NANOS = 1_000_000_000;
    private static final double SMALL_CHUNK_BYTES = 512 << 10;
    private static final double DEAR_COMMIT = 10;
    private static final double HAND_OVER_NANOS = 100_000;
    private static final long WAITED_NANOS = 5_000;
    private static final double TURN_WEIGHT = 0.05;
    private static final double SMALLER = 0.75;
    private static final double DOUBLED_NANOS = 5_000_000_000.0;
    private static final int FIRST_ITEMS = 64;
    private static final int FIRST_CHUNKS = 32;

    private final ChunkSize size;
    private final ChunkTime time = new ChunkTime();
    private double itemBytes;
    private double shortestWriteNanos = Double.MAX_VALUE / 2;
    private double wantedBytes;
    private double handOvers;
    private boolean smaller = true;
    private int wanted;
    private int chunks;

    AdaptiveSizer(ChunkSize size) {
        this.size = size;
        this.wanted = Math.min(size.max(), Math.max(size.min(), FIRST_ITEMS));
    }

    @Override
    public ChunkLimit next(ChunkOutlook outlook) {
        itemBytes = outlook.itemBytes();
        smaller = !smaller;
        double aim = smaller ? Math.max(size.min(), wanted * SMALLER) : wanted;
        double fitting = itemBytes > 0 ? outlook.roomBytes() / itemBytes : aim;
        return new ChunkLimit(
                (int) Math.max(1, Math.min(aim, fitting)), (long) Math.max(SMALL_CHUNK_BYTES, wantedBytes));
    }

    @Override
    public void written(int items, long bytes, Duration elapsed, Duration writing) {
        time.observe(items, elapsed.toNanos(), writing.toNanos());
        double forgotten = shortestWriteNanos * Math.pow(2, elapsed.toNanos() / DOUBLED_NANOS);
        shortestWriteNanos = Math.min((double) writing.toNanos(), forgotten);
        double fixed = Math.min(time.fixedNanos(), shortestWriteNanos) + handOvers * HAND_OVER_NANOS;
        double each = time.itemNanos();
        double small = SHORT_CHUNK_NANOS / each;
        if (itemBytes > 0) {
            small = Math.min(small, SMALL_CHUNK_BYTES / itemBytes);
        }
        double longest = Math.max(LONGEST_CHUNK_NANOS, DEAR_COMMIT * fixed);
        double enough = Math.min(longest, fixed / FIXED_SHARE);
        wantedBytes = bytes * Math.min(2, enough / Math.max(1, elapsed.toNanos()));
        double aim = Math.min(longest / each, Math.max(small, enough / each));
        boolean warmingUp = ++chunks <= FIRST_CHUNKS;
        double least = warmingUp ? Math.min(FIRST_ITEMS, LONGEST_FIRST_NANOS / each) : 1;
        wanted = bounded(Math.max(least, Math.min(2.0 * wanted, Math.max(wanted / 2.0, aim))));
    }

    /** A worker got the reader, after so long a wait for its turn. */
    void tookTurn(long waitedNanos) {
        handOvers += TURN_WEIGHT * ((waitedNanos > WAITED_NANOS ? 1 : 0) - handOvers);
    }

    @Override
    public void outOfMemory() {
        wanted = bounded(wanted / 2.0);
    }

    /** Starts where another run stood. */
    void restore(Learned learned) {
        wanted = bounded(learned.items());
        time.restore(learned.fixedNanos());
    }

    /** The size that time asks for, in items. */
    int wanted() {
        return wanted;
    }

    /** What a chunk costs however small it is. */
    double fixedNanos() {
        return time.fixedNanos();
    }

    private int bounded(double items) {
        return (int) Math.min(size.max(), Math.max(size.min(), items));
    }
}
