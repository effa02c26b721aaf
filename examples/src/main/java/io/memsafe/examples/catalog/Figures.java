package io.memsafe.examples.catalog;

import java.util.ArrayList;
import java.util.List;

/** Numbers as people read them. */
final class Figures {

    private static final double MEGABYTE = 1 << 20;

    private Figures() {}

    static String megabytes(long bytes) {
        return "%,.1f MB".formatted(bytes / MEGABYTE);
    }

    static String seconds(long millis) {
        return "%,.1f s".formatted(millis / 1000.0);
    }

    /** Items, share, bytes, rate and estimated time to go. */
    static String describe(Snapshot now, Totals totals) {
        long done = now.items() + now.setAside();
        double seconds = Math.max(1, now.elapsedMillis()) / 1000.0;
        long rate = Math.round(done / seconds);
        StringBuilder text = new StringBuilder("%,d".formatted(done));
        if (totals.items() > 0) {
            text.append(" of %,d items  %d %%".formatted(totals.items(), 100 * done / totals.items()));
        } else {
            text.append(" items");
        }
        text.append("  ").append(megabytes(now.bytes())).append("  %,d items/s".formatted(rate));
        if (rate > 0 && totals.items() > done) {
            text.append("  ETA %,d s".formatted((totals.items() - done + rate - 1) / rate));
        }
        return text.toString();
    }

    /** Chunk size, level, errors and why it waits. */
    static String engine(Snapshot now) {
        List<String> parts = new ArrayList<>();
        if (now.chunkSize() > 0) {
            parts.add("chunk %,d".formatted(now.chunkSize()));
        }
        if (!now.level().equals("-")) {
            parts.add(now.level());
        }
        if (now.memoryErrors() > 0) {
            parts.add("%,d OutOfMemoryErrors".formatted(now.memoryErrors()));
        }
        if (!now.waiting().isEmpty()) {
            parts.add("waits: " + now.waiting());
        }
        return String.join("  ", parts);
    }
}
