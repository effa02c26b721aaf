package io.memsafe.batch;

/** What became of settled items. Thread-safety: none; guarded by {@link Settled}. */
final class Tally {
    private long items;
    private long written;
    private long filtered;
    private long quarantinedForMemory;

    Tally(long items, long written, long filtered, long quarantinedForMemory) {
        this.items = items;
        this.written = written;
        this.filtered = filtered;
        this.quarantinedForMemory = quarantinedForMemory;
    }

    static Tally none() {
        return new Tally(0, 0, 0, 0);
    }

    Tally copy() {
        return new Tally(items, written, filtered, quarantinedForMemory);
    }

    void add(long moreItems, long moreWritten, long moreFiltered, long moreForMemory) {
        items += moreItems;
        written += moreWritten;
        filtered += moreFiltered;
        quarantinedForMemory += moreForMemory;
    }

    long items() {
        return items;
    }

    long written() {
        return written;
    }

    long filtered() {
        return filtered;
    }

    long quarantined() {
        return items - written - filtered;
    }

    long quarantinedForMemory() {
        return quarantinedForMemory;
    }
}
