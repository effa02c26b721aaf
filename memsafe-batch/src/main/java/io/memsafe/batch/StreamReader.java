package io.memsafe.batch;

import java.util.Iterator;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a stream; after a failure it closes it and asks for a new one. */
final class StreamReader<I> extends ReopenedReader<I> {
    private final Supplier<? extends Stream<? extends I>> streams;
    private @Nullable Stream<? extends I> stream;

    StreamReader(Supplier<? extends Stream<? extends I>> streams) {
        this.streams = streams;
    }

    @Override
    protected Iterator<? extends I> from(long start) {
        close();
        Stream<? extends I> opened = Objects.requireNonNull(streams.get(), "the supplier gave null for a stream");
        stream = opened;
        return opened.skip(start).iterator();
    }

    @Override
    public void close() {
        Stream<? extends I> open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }
}
