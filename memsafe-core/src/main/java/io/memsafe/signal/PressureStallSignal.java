package io.memsafe.signal;

import io.memsafe.Unit;
import io.memsafe.spi.MemorySignal;
import io.memsafe.spi.SignalSink;
import io.memsafe.spi.SignalUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Pressure stall information: the share of the last ten seconds in which some, or all, tasks waited for memory; of
 * the control group where it tells, else of the host. A measure only: without swap it rises when it is too late.
 */
public final class PressureStallSignal implements MemorySignal {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final String AVERAGE = "avg10=";
    private static final double PERCENT = 100;

    private final Path root;
    private ProcFile file;

    /** For {@link java.util.ServiceLoader}. */
    public PressureStallSignal() {
        this(Path.of("/"));
    }

    /** With {@code proc} and {@code sys} below another folder. */
    PressureStallSignal(Path root) {
        this.root = root;
        this.file = new ProcFile(root.resolve("proc/pressure/memory"));
    }

    @Override
    public String name() {
        return "pressure-stall";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public void open() throws SignalUnavailableException {
        try {
            ControlGroup own = ControlGroup.find(root, "memory");
            Path groupFile = own.folders().get(0).resolve("memory.pressure");
            if (own.version() == 2 && Files.exists(groupFile)) {
                file = new ProcFile(groupFile);
            }
        } catch (SignalUnavailableException e) {
            // The host's file is tried all the same.
        }
        file.read();
    }

    @Override
    public void read(SignalSink sink) throws SignalUnavailableException {
        String text = file.read().text();
        sink.measure("pressure-stall-some", Unit.RATIO, average(text, "some"));
        sink.measure("pressure-stall-full", Unit.RATIO, average(text, "full"));
    }

    private static double average(String text, String line) throws SignalUnavailableException {
        int start = text.indexOf(AVERAGE, Math.max(0, text.indexOf(line)));
        int end = text.indexOf(' ', start);
        try {
            return Double.parseDouble(text.substring(start + AVERAGE.length(), end)) / PERCENT;
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new SignalUnavailableException(
                    "pressure stall information should say '" + line + " avg10=…', but says '" + text.strip() + "'", e);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
