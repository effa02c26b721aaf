package io.memsafe.web;

import io.memsafe.PressureLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line when a server begins to shed, one every ten seconds while it does, and one when it is over.
 *
 * <p>Thread-safety: none; used by the thread of the watch.
 */
final class SheddingLog {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryShedFilter.class);
    private static final long EVERY_NANOS = 10_000_000_000L;
    private static final long OVER_NANOS = 2_000_000_000L;

    private boolean shedding;
    private long sinceNanos;
    private long toldNanos;
    private long lastShedNanos;
    private long admittedThen;
    private long shedThen;
    private long shedBefore;

    void step(long nowNanos, long admitted, long shed, PressureLevel level) {
        if (shed != shedBefore) {
            lastShedNanos = nowNanos;
            if (!shedding) {
                shedding = true;
                sinceNanos = nowNanos;
                toldNanos = nowNanos;
                admittedThen = admitted;
                shedThen = shedBefore;
                LOG.warn("requests are refused, to keep the others going; level {}", level);
            }
            shedBefore = shed;
        }
        if (!shedding) {
            return;
        }
        if (nowNanos - lastShedNanos > OVER_NANOS) {
            shedding = false;
            LOG.info(
                    "no more requests are refused: {} were in {} s, and {} let in",
                    shed - shedThen,
                    (lastShedNanos - sinceNanos) / 1_000_000_000L,
                    admitted - admittedThen);
        } else if (nowNanos - toldNanos > EVERY_NANOS) {
            toldNanos = nowNanos;
            LOG.warn(
                    "requests are refused since {} s: {}, and {} let in; level {}",
                    (nowNanos - sinceNanos) / 1_000_000_000L,
                    shed - shedThen,
                    admitted - admittedThen,
                    level);
        }
    }
}
