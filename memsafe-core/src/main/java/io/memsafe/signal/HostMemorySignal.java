package io.memsafe.signal;

import io.memsafe.PressureLevel;
import io.memsafe.Unit;
import io.memsafe.spi.MemorySignal;
import io.memsafe.spi.SignalSink;
import io.memsafe.spi.SignalUnavailableException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The memory of the host: what is not available ({@code MemAvailable}) of all. Others use it too, and this program
 * can do little about them, so it raises no more than a {@code WARNING}.
 */
public final class HostMemorySignal implements MemorySignal {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final long KIBIBYTE = 1024;

    private final ProcFile memory;

    /** For {@link java.util.ServiceLoader}. */
    public HostMemorySignal() {
        this(Path.of("/"));
    }

    /** With {@code proc} below another folder. */
    HostMemorySignal(Path root) {
        memory = new ProcFile(root.resolve("proc/meminfo"));
    }

    @Override
    public String name() {
        return "host-memory";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public void open() throws SignalUnavailableException {
        memory.read();
    }

    @Override
    public void read(SignalSink sink) throws SignalUnavailableException {
        memory.read();
        long total = memory.value("MemTotal");
        long available = memory.value("MemAvailable");
        if (total <= 0 || available < 0) {
            throw new SignalUnavailableException("meminfo of the host has no lines MemTotal and MemAvailable");
        }
        sink.area(
                "host-memory",
                Unit.BYTES,
                Math.max(0, total - available) * KIBIBYTE,
                total * KIBIBYTE,
                PressureLevel.WARNING);
        long swap = memory.value("SwapTotal");
        if (swap > 0) {
            sink.measure(
                    "host-swap-used", Unit.BYTES, (double) ((swap - Math.max(0, memory.value("SwapFree"))) * KIBIBYTE));
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
