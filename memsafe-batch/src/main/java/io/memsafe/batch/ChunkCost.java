package io.memsafe.batch;

/**
 * Learns the bytes that an item allocates in each phase.
 *
 * <p>Means fade slowly, so that they follow a change of the input within some hundred items. An item that is bigger
 * than the others shows it while it is read; what it will cost in processing and writing is foretold by the ratio of
 * the means. Where the reader allocates nothing (the items exist already), every item is foretold by the mean.
 *
 * <p>Thread-safety: all methods may be called by all workers.
 */
final class ChunkCost {
    private static final double MEMORY_ITEMS = 200;
    private static final long NOTHING_BYTES = 64;

    private double items;
    private double readBytes;
    private double laterBytes;

    /** Takes in a chunk that was written: what all its items allocated when read, and what they did later. */
    synchronized void learn(int count, long read, long later) {
        double keep = Math.max(0, 1 - count / MEMORY_ITEMS);
        items = items * keep + count;
        readBytes = readBytes * keep + read;
        laterBytes = laterBytes * keep + later;
    }

    /** Whether anything has been learned. */
    synchronized boolean known() {
        return items > 0;
    }

    /** Bytes that an item allocates in all phases, on average. */
    synchronized double meanBytes() {
        return items == 0 ? 0 : (readBytes + laterBytes) / items;
    }

    /** What is known now about the items to come. */
    synchronized Forecast forecast() {
        if (items == 0) {
            return new Forecast(1, 0);
        }
        double meanRead = readBytes / items;
        double meanLater = laterBytes / items;
        return meanRead < NOTHING_BYTES ? new Forecast(1, meanLater) : new Forecast(1 + meanLater / meanRead, 0);
    }

    /**
     * Foretells the bytes that an item will have allocated in all phases.
     *
     * @param perReadByte bytes in all phases for each byte that reading it allocated
     * @param each bytes that every item allocates besides
     */
    record Forecast(double perReadByte, double each) {
        double bytes(long itemReadBytes) {
            return itemReadBytes * perReadByte + each;
        }
    }
}
