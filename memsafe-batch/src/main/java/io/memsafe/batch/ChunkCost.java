package io.memsafe.batch;

/**
 * Learns the bytes that an item allocates in each phase.
 *
 * <p>Means fade slowly, so that they follow a change of the input within some hundred items. An item that is bigger
 * than the others shows it while it is read; what it will cost in processing and writing is foretold by the ratio of
 * the means; before anything is known, an item is taken to cost four times what reading it did. Where the
 * reader allocates nothing (the items exist already), every item is foretold by the mean.
 *
 * <p>Beside the means it remembers the largest item of late, halved with each chunk: while large ones come, workers
 * must not read one each at the same time.
 *
 * <p>Thread-safety: all methods may be called by all workers.
 */
final class ChunkCost {
    private static final double MEMORY_ITEMS = 200;
    private static final long NOTHING_BYTES = 64;
    private static final double UNKNOWN_RATIO = 4;
    private static final double LARGEST_FADE = 0.5;

    private double items;
    private double readBytes;
    private double laterBytes;
    private double largestBytes;

    /**
     * Takes in a chunk that was written: what all its items allocated when read, what they did later, and what the
     * largest of them was foretold to allocate in all phases.
     */
    synchronized void learn(int count, long read, long later, double largest) {
        largestBytes = Math.max(largest, largestBytes * LARGEST_FADE);
        double keep = Math.max(0, 1 - count / MEMORY_ITEMS);
        items = items * keep + count;
        readBytes = readBytes * keep + read;
        laterBytes = laterBytes * keep + later;
    }

    /** Starts with what another run has learned. */
    synchronized void restore(double count, double read, double later) {
        items = count;
        readBytes = read;
        laterBytes = later;
    }

    /** What was learned here, with what others have learned. */
    synchronized Learned learned(int wanted, double fraction, double fixedNanos, double liveShare) {
        return new Learned(wanted, fraction, fixedNanos, items, readBytes, laterBytes, liveShare);
    }

    /** Bytes that the largest item of late allocated in all phases; 0 while nothing is known. */
    synchronized double largestBytes() {
        return largestBytes;
    }

    /** Bytes that an item allocates in all phases, on average; 0 while nothing is known. */
    synchronized double meanBytes() {
        return items == 0 ? 0 : (readBytes + laterBytes) / items;
    }

    /** What is known now about the items to come. */
    synchronized Forecast forecast() {
        if (items == 0) {
            return new Forecast(UNKNOWN_RATIO, 0);
        }
        double meanRead = readBytes / items;
        double meanLater = laterBytes / items;
        return meanRead < NOTHING_BYTES ? new Forecast(1, meanLater) : new Forecast(1 + meanLater / meanRead, 0);
    }

    /**
     * Foretells the bytes that items will have allocated in all phases.
     *
     * @param perReadByte bytes in all phases for each byte that reading it allocated
     * @param each bytes that every item allocates besides
     */
    record Forecast(double perReadByte, double each) {
        double bytes(int items, long readBytes) {
            return readBytes * perReadByte + items * each;
        }
    }
}
