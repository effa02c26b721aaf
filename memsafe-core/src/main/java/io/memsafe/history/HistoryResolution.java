package io.memsafe.history;

import java.time.Duration;

/** How long an entry is. The finer, the less time of it is kept. */
public enum HistoryResolution {
    /** A second each, for the last two hours in which a governor ran. */
    SECONDS(Duration.ofSeconds(1), Duration.ofSeconds(1), 7_200),
    /** A minute each, for the last two weeks. */
    MINUTES(Duration.ofMinutes(1), Duration.ofSeconds(10), 20_160),
    /** A quarter of an hour each, for the last 400 days. */
    QUARTERS(Duration.ofMinutes(15), Duration.ofMinutes(1), 38_400);

    private final Duration period;
    private final Duration rewrite;
    private final int kept;

    HistoryResolution(Duration period, Duration rewrite, int kept) {
        this.period = period;
        this.rewrite = rewrite;
        this.kept = kept;
    }

    /**
     * How long an entry is.
     *
     * @return one second to a quarter of an hour; an entry is shorter while it is under way, and longer when the disk
     *     did not take it in time
     */
    public Duration period() {
        return period;
    }

    /**
     * How many entries are kept.
     *
     * @return the newest so many
     */
    public int kept() {
        return kept;
    }

    /** How often the entry under way is written, so that a crash costs no more than this of it. */
    Duration rewrite() {
        return rewrite;
    }
}
