package io.memsafe.benchmarks.giveback.child;

import java.util.Locale;

/** How the program deals with memory that is short. */
public enum Way {
    /** Everything is bound to the governor. */
    MEMSAFE(1, true),
    /** Nothing is: it holds what it holds. */
    UNBOUND(1, false),
    /** Nothing is, and all sizes are a half, as an engineer would choose them who has seen it run out. */
    SMALL(0.5, false);

    private final double size;
    private final boolean bound;

    Way(double size, boolean bound) {
        this.size = size;
        this.bound = bound;
    }

    /**
     * For figures and tables.
     *
     * @return a word
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a part may hold. */
    long mostBytes(Part part) {
        return (long) (size * part.mostBytes());
    }

    /**
     * Whether it gives anything back.
     *
     * @return {@code true} for memsafe
     */
    public boolean isBound() {
        return bound;
    }
}
