package io.memsafe;

import io.memsafe.spi.MemorySignal;
import io.memsafe.spi.SignalSink;
import java.time.Duration;

/** A signal with an area that tests fill: 0 to 100 of 100. */
public class FillableSignal implements MemorySignal {
    private volatile long used;

    public void fill(long percent) {
        used = percent;
    }

    @Override
    public String name() {
        return "fillable";
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
        sink.area("tank", Unit.COUNT, used, 100, PressureLevel.EMERGENCY);
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
