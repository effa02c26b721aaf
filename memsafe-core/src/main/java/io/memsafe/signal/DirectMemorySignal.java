package io.memsafe.signal;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.memsafe.PressureLevel;
import io.memsafe.Unit;
import io.memsafe.internal.OpenTables;
import io.memsafe.spi.MemorySignal;
import io.memsafe.spi.SignalSink;
import io.memsafe.spi.SignalUnavailableException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers against the effective {@code MaxDirectMemorySize}, which is the size of the heap where it was not
 * set; mapped buffers as a measure, since they have no limit of their own: the kernel takes their pages back. Those of mapped tables are
 * shown by themselves once there has been one.
 */
public final class DirectMemorySignal implements MemorySignal {
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private @Nullable BufferPoolMXBean direct;
    private @Nullable BufferPoolMXBean mapped;
    private long limit;

    /** For {@link java.util.ServiceLoader}. */
    public DirectMemorySignal() {}

    @Override
    public String name() {
        return "direct-buffers";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public void open() throws SignalUnavailableException {
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals("direct")) {
                direct = pool;
            } else if (pool.getName().equals("mapped")) {
                mapped = pool;
            }
        }
        if (direct == null) {
            throw new SignalUnavailableException("this JVM has no buffer pool named direct");
        }
        limit = limitBytes();
    }

    private static long limitBytes() {
        long flag = 0;
        try {
            HotSpotDiagnosticMXBean diagnostic = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            if (diagnostic != null) {
                flag = Long.parseLong(
                        diagnostic.getVMOption("MaxDirectMemorySize").getValue());
            }
        } catch (IllegalArgumentException e) {
            // No such flag, or no number: the JVM then takes the size of the heap, as below.
        }
        return flag > 0 ? flag : Runtime.getRuntime().maxMemory();
    }

    @Override
    public void read(SignalSink sink) {
        BufferPoolMXBean directPool = direct;
        if (directPool != null) {
            sink.area(
                    "direct-buffers",
                    Unit.BYTES,
                    Math.max(0, directPool.getMemoryUsed()),
                    limit,
                    PressureLevel.EMERGENCY);
        }
        BufferPoolMXBean mappedPool = mapped;
        if (mappedPool != null) {
            sink.measure("mapped-buffers", Unit.BYTES, (double) mappedPool.getMemoryUsed());
        }
        if (OpenTables.used()) {
            sink.measure("mapped-tables", Unit.BYTES, (double) OpenTables.bytes());
            sink.measure("mapped-tables-open", Unit.COUNT, OpenTables.count());
        }
    }

    @Override
    public void close() {
        direct = null;
        mapped = null;
    }
}
