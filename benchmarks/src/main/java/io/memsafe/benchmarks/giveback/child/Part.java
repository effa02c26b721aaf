package io.memsafe.benchmarks.giveback.child;

import io.memsafe.PressureLevel;
import io.memsafe.response.Demand;
import io.memsafe.response.Shares;
import java.util.Locale;

/** What the program holds that it could do without: five reclaimers, in the order in which they are asked. */
public enum Part {
    /** A pool of byte buffers in the heap. */
    BUFFERS(12),
    /** A pool of direct byte buffers. */
    DIRECT(32),
    /** A cache by itself. */
    PRODUCTS(32),
    /** Two caches of a group. */
    GROUP(32),
    /** A pool of objects that are dear to make. */
    OBJECTS(12);

    private static final long MEGABYTE = 1 << 20;

    private final long mostBytes;

    Part(long megabytes) {
        this.mostBytes = megabytes * MEGABYTE;
    }

    /**
     * For figures and tables.
     *
     * @return a word
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What it may hold at {@code NORMAL}.
     *
     * @return bytes
     */
    public long mostBytes() {
        return mostBytes;
    }

    /**
     * Whether it is in the heap.
     *
     * @return {@code false} for what lies beside it
     */
    public boolean inHeap() {
        return this != DIRECT;
    }

    /**
     * What it may keep at a level, by its settings: caches a share of what they held when the episode began, pools a share of their
     * most.
     *
     * @param level any
     * @param heldBytes when the episode began
     * @return bytes
     */
    public long keptBytes(PressureLevel level, long heldBytes) {
        double share = Shares.DEFAULT.of(new Demand(level, Demand.depthOf(level)));
        return switch (this) {
            case PRODUCTS, GROUP -> (long) (share * Math.min(heldBytes, mostBytes));
            case BUFFERS, DIRECT -> (long) (share * mostBytes);
            case OBJECTS -> Math.round(share * mostBytes / DearObject.BYTES) * DearObject.BYTES;
        };
    }
}
