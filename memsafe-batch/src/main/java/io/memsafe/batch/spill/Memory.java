package io.memsafe.batch.spill;

import java.util.List;

/** The part of an accumulation that is in memory. Thread-safety: none. */
interface Memory<T> {

    boolean isEmpty();

    /** What is there, earlier additions first, each source in order; it stays there. */
    List<Source<T>> sources();

    /** Drops what is there. It never throws, and allocates nothing. */
    void clear();
}
