package io.memsafe.signal;

import io.memsafe.PressureLevel;
import io.memsafe.Unit;
import io.memsafe.spi.MemorySignal;
import io.memsafe.spi.SignalSink;
import io.memsafe.spi.SignalUnavailableException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The code cache, all its segments together. A full one does not kill: compiled code is thrown out and runs slowly. So
 * it raises no more than a {@code WARNING}.
 */
public final class CodeCacheSignal implements MemorySignal {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final List<MemoryPoolMXBean> segments = new ArrayList<>();

    /** For {@link java.util.ServiceLoader}. */
    public CodeCacheSignal() {}

    @Override
    public String name() {
        return "code-cache";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public void open() throws SignalUnavailableException {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getName().startsWith("CodeHeap") || pool.getName().equals("CodeCache")) {
                segments.add(pool);
            }
        }
        if (segments.isEmpty()) {
            throw new SignalUnavailableException("this JVM has no memory pool of compiled code");
        }
    }

    @Override
    public void read(SignalSink sink) {
        long used = 0;
        long limit = 0;
        for (MemoryPoolMXBean segment : segments) {
            MemoryUsage usage = segment.getUsage();
            used += usage.getUsed();
            limit += Math.max(0, usage.getMax());
        }
        if (limit > 0) {
            sink.area("code-cache", Unit.BYTES, used, limit, PressureLevel.WARNING);
        } else {
            sink.measure("code-cache", Unit.BYTES, (double) used);
        }
    }

    @Override
    public void close() {
        segments.clear();
    }
}
