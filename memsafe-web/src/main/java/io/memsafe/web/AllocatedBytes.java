package io.memsafe.web;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What threads have allocated since they started.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
interface AllocatedBytes {
    /** Where a JVM does not tell, or the thread is a virtual one. */
    long UNKNOWN = -1;

    /** Of the calling thread; about 15 ns. */
    long ofThisThread();

    /** Of some thread; {@link #UNKNOWN} also if it has ended. */
    long of(long threadId);

    /** Of all threads together, since the JVM started; {@link #UNKNOWN} where it does not tell, as older ones. */
    default long ofAll() {
        return UNKNOWN;
    }

    /** As this JVM tells. */
    static AllocatedBytes ofThisJvm() {
        return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
                        && bean.isThreadAllocatedMemorySupported()
                        && bean.isThreadAllocatedMemoryEnabled()
                ? JvmAllocatedBytes.of(bean)
                : new Untold();
    }

    /** A JVM that does not tell, or threads that do not. */
    record Untold() implements AllocatedBytes {
        @Override
        public long ofThisThread() {
            return UNKNOWN;
        }

        @Override
        public long of(long threadId) {
            return UNKNOWN;
        }
    }
}
