package io.memsafe.batch.spill;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Objects;
import java.util.function.ToLongFunction;

/** A format with a weigher. Thread-safety: that of its parts. */
final class WeighedFormat<T> implements SpillFormat<T> {
    private final SpillFormat<T> format;
    private final ToLongFunction<? super T> weigher;

    WeighedFormat(SpillFormat<T> format, ToLongFunction<? super T> weigher) {
        this.format = format;
        this.weigher = Objects.requireNonNull(weigher, "weigher");
    }

    @Override
    public void write(T item, DataOutputStream out) throws IOException {
        format.write(item, out);
    }

    @Override
    public T read(DataInputStream in) throws IOException {
        return format.read(in);
    }

    @Override
    public long heldBytes(T item) {
        long bytes = weigher.applyAsLong(item);
        if (bytes < 0) {
            throw new IllegalArgumentException("a weigher must say 0 bytes or more, but it said " + bytes);
        }
        return bytes;
    }
}
