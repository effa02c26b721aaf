package io.memsafe.signal;

import io.memsafe.PressureLevel;
import io.memsafe.Unit;
import io.memsafe.spi.MemorySignal;
import io.memsafe.spi.SignalSink;
import io.memsafe.spi.SignalUnavailableException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Netty's own count of its direct memory, where Netty is on the class path.
 *
 * <p>Since JDK 25 Netty takes that memory past the JVM's buffer pool, which then shows next to nothing of it. Netty
 * holds it against a limit of its own. On older JDKs the pool shows the same bytes; as each is held against its own
 * limit, nothing is counted twice.
 */
public final class NettyDirectSignal implements MemorySignal {
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final String PLATFORM = "io.netty.util.internal.PlatformDependent";

    private @Nullable MethodHandle used;
    private long limit;

    /** For {@link java.util.ServiceLoader}. */
    public NettyDirectSignal() {}

    @Override
    public String name() {
        return "netty-direct";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public void open() throws SignalUnavailableException {
        try {
            Class<?> platform = platform();
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            MethodType type = MethodType.methodType(long.class);
            MethodHandle counter = lookup.findStatic(platform, "usedDirectMemory", type);
            limit = (long) lookup.findStatic(platform, "maxDirectMemory", type).invokeExact();
            if ((long) counter.invokeExact() < 0 || limit <= 0) {
                throw new SignalUnavailableException("this Netty does not count its direct memory");
            }
            used = counter;
        } catch (ClassNotFoundException e) {
            throw new SignalUnavailableException("Netty is not on the class path", e);
        } catch (ReflectiveOperationException e) {
            throw new SignalUnavailableException("this Netty does not tell its direct memory: " + e, e);
        } catch (SignalUnavailableException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new SignalUnavailableException("Netty failed: " + e, e);
        }
    }

    private static Class<?> platform() throws ClassNotFoundException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try {
            return Class.forName(PLATFORM, true, context);
        } catch (ClassNotFoundException e) {
            return Class.forName(PLATFORM, true, NettyDirectSignal.class.getClassLoader());
        }
    }

    @Override
    public void read(SignalSink sink) throws SignalUnavailableException {
        MethodHandle counter = used;
        if (counter == null) {
            return;
        }
        try {
            sink.area(
                    "netty-direct",
                    Unit.BYTES,
                    Math.max(0, (long) counter.invokeExact()),
                    limit,
                    PressureLevel.EMERGENCY);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new SignalUnavailableException("Netty failed: " + e, e);
        }
    }

    @Override
    public void close() {
        used = null;
    }
}
