package io.memsafe.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees direct and mapped memory at once. Without that it goes when a collection finds that its buffer is gone, which may be
 * never in a program whose heap is at rest.
 *
 * <p>The one way there is on JDK 17 is {@code sun.misc.Unsafe.invokeCleaner} of the module {@code jdk.unsupported}. Where
 * it is missing, or denied ({@code --sun-misc-unsafe-memory-access=deny}, a choice on JDK 24 and 25 that warn of the call otherwise), the
 * buffer is left to the collector.
 *
 * <p>Thread-safety: stateless.
 */
public final class DirectMemory {
    private static final Logger LOG = LoggerFactory.getLogger(DirectMemory.class);
    private static final @Nullable MethodHandle CLEANER = cleaner();

    private DirectMemory() {}

    private static @Nullable MethodHandle cleaner() {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field instance = unsafe.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return MethodHandles.lookup()
                    .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(instance.get(null));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.debug("direct buffers are left to the collector", e);
            return null;
        }
    }

    /**
     * Frees a buffer that was made by {@code allocateDirect} or {@code map}; a slice or a duplicate of one is left alone. Nobody
     * may use it afterwards: that would crash the JVM.
     */
    public static void free(ByteBuffer buffer) {
        if (CLEANER != null) {
            try {
                CLEANER.invokeExact(buffer);
            } catch (IllegalArgumentException e) {
                LOG.trace("not a buffer that owns its memory", e);
            } catch (UnsupportedOperationException e) {
                LOG.debug("this JVM denies it: the buffer is left to the collector", e);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("a direct buffer could not be freed", e);
            }
        }
    }
}
