package io.memsafe.web;

import com.sun.management.ThreadMXBean;

/**
 * A JVM that tells what its threads have allocated.
 *
 * @param bean that it tells through
 */
record JvmAllocatedBytes(ThreadMXBean bean) implements AllocatedBytes {
    @Override
    public long ofThisThread() {
        return bean.getCurrentThreadAllocatedBytes();
    }

    @Override
    public long of(long threadId) {
        return bean.getThreadAllocatedBytes(threadId);
    }
}
