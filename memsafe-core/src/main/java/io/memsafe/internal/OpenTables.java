package io.memsafe.internal;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The mapped tables that are open in this process, and what they map. It keeps none of them: one that was forgotten without
 * being closed leaves the sum when the collector finds it, as its mapping goes.
 *
 * <p>Thread-safety: safe.
 */
public final class OpenTables {
    private static final List<Open> ALL = new CopyOnWriteArrayList<>();
    private static volatile boolean used;

    private OpenTables() {}

    private static final class Open extends WeakReference<Object> {
        private final long bytes;

        Open(Object table, long bytes) {
            super(table);
            this.bytes = bytes;
        }
    }

    /** A table was opened. */
    public static void add(Object table, long bytes) {
        ALL.add(new Open(table, bytes));
        used = true;
    }

    /** It was closed. */
    public static void remove(Object table) {
        ALL.removeIf(open -> open.refersTo(table) || open.refersTo(null));
    }

    /** Whether there has ever been one. */
    public static boolean used() {
        return used;
    }

    /** How many are open. */
    public static int count() {
        int count = 0;
        for (Open open : ALL) {
            count += open.refersTo(null) ? 0 : 1;
        }
        return count;
    }

    /** What they map together, resident or not. */
    public static long bytes() {
        long bytes = 0;
        for (Open open : ALL) {
            bytes += open.refersTo(null) ? 0 : open.bytes;
        }
        return bytes;
    }
}
