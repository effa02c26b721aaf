package io.memsafe.admission;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** Bytes that the calling thread has allocated so far; about 15 ns a reading. */
final class ThreadAllocation {
    private static final @Nullable ThreadMXBean THREADS =
            ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
                            && bean.isThreadAllocatedMemorySupported()
                            && bean.isThreadAllocatedMemoryEnabled()
                    ? bean
                    : null;

    private ThreadAllocation() {}

    static boolean isKnown() {
        return THREADS != null;
    }

    /** Bytes since the thread started; always 0 where the JVM does not tell, and -1 on a virtual thread. */
    static long bytes() {
        return THREADS == null ? 0 : THREADS.getCurrentThreadAllocatedBytes();
    }
}
