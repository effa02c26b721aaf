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
import java.util.Locale;

/**
 * Metaspace and the compressed class space, against {@code MaxMetaspaceSize} and {@code CompressedClassSpaceSize}.
 *
 * <p>What is committed counts, since that is what the limits are held against. Without a limit, which is the default
 * of Metaspace, it is a measure and no area.
 */
public final class MetaspaceSignal implements MemorySignal {
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final List<MemoryPoolMXBean> pools = new ArrayList<>();

    /** For {@link java.util.ServiceLoader}. */
    public MetaspaceSignal() {}

    @Override
    public String name() {
        return "metaspace";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public void open() throws SignalUnavailableException {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getName().equals("Metaspace") || pool.getName().equals("Compressed Class Space")) {
                pools.add(pool);
            }
        }
        if (pools.isEmpty()) {
            throw new SignalUnavailableException("this JVM has no memory pool named Metaspace");
        }
    }

    @Override
    public void read(SignalSink sink) {
        for (MemoryPoolMXBean pool : pools) {
            String area = pool.getName().toLowerCase(Locale.ROOT).replace(' ', '-');
            MemoryUsage usage = pool.getUsage();
            if (usage.getMax() > 0) {
                sink.area(area, Unit.BYTES, usage.getCommitted(), usage.getMax(), PressureLevel.CRITICAL);
            } else {
                sink.measure(area, Unit.BYTES, (double) usage.getCommitted());
            }
        }
    }

    @Override
    public void close() {
        pools.clear();
    }
}
