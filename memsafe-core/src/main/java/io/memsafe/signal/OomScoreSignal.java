package io.memsafe.signal;

import io.memsafe.Unit;
import io.memsafe.spi.MemorySignal;
import io.memsafe.spi.SignalSink;
import io.memsafe.spi.SignalUnavailableException;
import java.nio.file.Path;
import java.time.Duration;

/** How likely the kernel is to kill this process when the host runs out: its score, and what was added to it. */
public final class OomScoreSignal implements MemorySignal {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final ProcFile score;
    private final ProcFile adjustment;

    /** For {@link java.util.ServiceLoader}. */
    public OomScoreSignal() {
        this(Path.of("/"));
    }

    /** With {@code proc} below another folder. */
    OomScoreSignal(Path root) {
        score = new ProcFile(root.resolve("proc/self/oom_score"));
        adjustment = new ProcFile(root.resolve("proc/self/oom_score_adj"));
    }

    @Override
    public String name() {
        return "oom-score";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public void open() throws SignalUnavailableException {
        score.read();
    }

    @Override
    public void read(SignalSink sink) throws SignalUnavailableException {
        sink.measure("oom-score", Unit.COUNT, (double) score.read().first());
        String added = adjustment.read().text().strip();
        try {
            sink.measure("oom-score-adjustment", Unit.COUNT, Integer.parseInt(added)); // may be negative
        } catch (NumberFormatException e) {
            throw new SignalUnavailableException("oom_score_adj should hold a number, but holds '" + added + "'", e);
        }
    }

    @Override
    public void close() {
        score.close();
        adjustment.close();
    }
}
