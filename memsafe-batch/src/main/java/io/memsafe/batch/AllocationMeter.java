package io.memsafe.batch;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** Bytes that the calling thread has allocated so far; about 15 ns a reading. */
final class AllocationMeter {
    private final @Nullable ThreadMXBean threads;

    AllocationMeter() {
        threads = ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
                        && bean.isThreadAllocatedMemorySupported()
                        && bean.isThreadAllocatedMemoryEnabled()
                ? bean
                : null;
    }

    /** Bytes since the thread started; always 0 where the JVM does not tell. */
    long read() {
        return threads == null ? 0 : threads.getCurrentThreadAllocatedBytes();
    }

    boolean supported() {
        return threads != null;
    }
}
