package io.memsafe.web;

import com.sun.management.ThreadMXBean;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that tells what its threads have allocated.
 *
 * @param bean that it tells through
 * @param total its method that tells of all; {@code null} where there is none: it came with JDK 21, and with updates of 17
 */
record JvmAllocatedBytes(ThreadMXBean bean, @Nullable MethodHandle total) implements AllocatedBytes {

    static JvmAllocatedBytes of(ThreadMXBean bean) {
        try {
            return new JvmAllocatedBytes(
                    bean,
                    MethodHandles.publicLookup()
                            .findVirtual(
                                    ThreadMXBean.class,
                                    "getTotalThreadAllocatedBytes",
                                    MethodType.methodType(long.class)));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return new JvmAllocatedBytes(bean, null);
        }
    }

    @Override
    public long ofThisThread() {
        return bean.getCurrentThreadAllocatedBytes();
    }

    @Override
    public long of(long threadId) {
        return bean.getThreadAllocatedBytes(threadId);
    }

    @Override
    public long ofAll() {
        MethodHandle told = total;
        if (told == null) {
            return UNKNOWN;
        }
        try {
            return (long) told.invokeExact(bean);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
