package io.memsafe.batch.spill;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** What the calling thread has allocated since it was last asked, about 15 ns a reading. Thread-safety: none. */
final class AllocatedBytes {
    private static final @Nullable ThreadMXBean THREADS =
            ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
                            && bean.isThreadAllocatedMemorySupported()
                            && bean.isThreadAllocatedMemoryEnabled()
                    ? bean
                    : null;

    private @Nullable Thread thread;
    private long mark;

    static boolean isKnown() {
        return THREADS != null;
    }

    /** Bytes since the last call; 0 if that was on another thread, or the JVM does not tell. */
    long sinceLast() {
        long now = THREADS == null ? 0 : THREADS.getCurrentThreadAllocatedBytes();
        Thread current = Thread.currentThread();
        long since = thread == current ? now - mark : 0;
        thread = current;
        mark = now;
        return since;
    }
}
