package io.memsafe.signal;

import io.memsafe.PressureLevel;
import io.memsafe.Unit;
import io.memsafe.spi.MemorySignal;
import io.memsafe.spi.SignalSink;
import io.memsafe.spi.SignalUnavailableException;
import java.util.HashMap;
import java.util.Map;

/** What one reading of a signal said, by name. */
final class Readings implements SignalSink {
    final Map<String, AreaReading> areas = new HashMap<>();
    final Map<String, Double> measures = new HashMap<>();

    /** Reads a signal that is open. */
    static Readings of(MemorySignal signal) throws SignalUnavailableException {
        Readings readings = new Readings();
        signal.read(readings);
        return readings;
    }

    @Override
    public void area(String name, Unit unit, long used, long limit, PressureLevel atMost) {
        areas.put(name, new AreaReading(name, unit, used, limit, atMost));
    }

    @Override
    public void measure(String name, Unit unit, double value) {
        measures.put(name, value);
    }
}
