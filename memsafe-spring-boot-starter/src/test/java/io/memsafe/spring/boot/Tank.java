package io.memsafe.spring.boot;

import io.memsafe.PressureLevel;
import io.memsafe.Unit;
import io.memsafe.spi.MemorySignal;
import io.memsafe.spi.SignalSink;
import java.time.Duration;

/** A signal with an area that tests fill: empty, or full to a share and still rising, up to its brim and again. */
final class Tank implements MemorySignal {
    private static final long LIMIT = 10_000;
    private static final double PER_SECOND = 400;
    private static final double NANOS = 1e9;

    private volatile long from;
    private volatile long sinceNanos;

    /** Rises to its brim, from a share that makes an emergency on its way. */
    void overflow() {
        sinceNanos = System.nanoTime();
        from = 8_600;
    }

    void empty() {
        from = 0;
    }

    @Override
    public String name() {
        return "tank";
    }

    @Override
    public Duration interval() {
        return Duration.ofMillis(10);
    }

    @Override
    public void open() {
        // Nothing to open.
    }

    @Override
    public void read(SignalSink sink) {
        double seconds = (System.nanoTime() - sinceNanos) / NANOS % 4;
        long used = from == 0 ? 0 : from + (long) (PER_SECOND * seconds);
        sink.area("tank", Unit.COUNT, Math.min(LIMIT, used), LIMIT, PressureLevel.EMERGENCY);
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
