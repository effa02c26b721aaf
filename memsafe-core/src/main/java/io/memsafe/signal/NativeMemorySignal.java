package io.memsafe.signal;

import io.memsafe.Unit;
import io.memsafe.spi.MemorySignal;
import io.memsafe.spi.SignalSink;
import io.memsafe.spi.SignalUnavailableException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The resident set of the process, what of it are pages of files, which the kernel can drop, and the part that the JVM does not
 * account for: threads, native libraries, memory taken through the foreign-memory API, fragmentation.
 *
 * <p>What the JVM has committed need not be resident yet, so the rest is a lower bound, never below 0. Of mapped buffers no more
 * can be resident than there are pages of files.
 */
public final class NativeMemorySignal implements MemorySignal {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final long KIBIBYTE = 1024;

    private final ProcFile status;
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final List<BufferPoolMXBean> buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);

    /** For {@link java.util.ServiceLoader}. */
    public NativeMemorySignal() {
        this(Path.of("/"));
    }

    /** With {@code proc} below another folder. */
    NativeMemorySignal(Path root) {
        status = new ProcFile(root.resolve("proc/self/status"));
    }

    @Override
    public String name() {
        return "native-memory";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public void open() throws SignalUnavailableException {
        status.read();
    }

    @Override
    public void read(SignalSink sink) throws SignalUnavailableException {
        long resident = status.read().value("VmRSS");
        if (resident < 0) {
            throw new SignalUnavailableException("the status of this process has no line VmRSS");
        }
        long files = status.value("RssFile");
        long known = memory.getHeapMemoryUsage().getCommitted()
                + memory.getNonHeapMemoryUsage().getCommitted();
        for (BufferPoolMXBean pool : buffers) {
            long used = Math.max(0, pool.getMemoryUsed());
            known += pool.getName().equals("mapped") && files >= 0 ? Math.min(used, files * KIBIBYTE) : used;
        }
        sink.measure("resident-set", Unit.BYTES, (double) (resident * KIBIBYTE));
        if (files >= 0) { // since Linux 4.5
            sink.measure("resident-files", Unit.BYTES, (double) (files * KIBIBYTE));
        }
        sink.measure("resident-unaccounted", Unit.BYTES, (double) Math.max(0, resident * KIBIBYTE - known));
    }

    @Override
    public void close() {
        status.close();
    }
}
