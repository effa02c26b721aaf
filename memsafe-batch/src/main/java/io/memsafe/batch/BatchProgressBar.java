package io.memsafe.batch;

import java.util.Locale;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Draws the progress of a job on the terminal: items, rate, time to go, chunk size, level and why it waits. Needs
 * {@code me.tongfei:progressbar} on the path.
 *
 * <pre>{@code
 * try (BatchProgressBar bar = new BatchProgressBar(files.size())) {
 *     job.progress(Duration.ofMillis(250), bar).run(governor);
 * }
 * }</pre>
 *
 * <p>Thread-safety: used by one thread at a time.
 */
public final class BatchProgressBar implements Consumer<BatchProgress>, AutoCloseable {
    private static final int REFRESH_MILLIS = 250;

    private final long items;
    private @Nullable ProgressBar bar;

    /**
     * A bar that appears with the first report of a progress.
     *
     * @param items how many there will be; 0 or less if that is not known
     */
    public BatchProgressBar(long items) {
        this.items = items;
    }

    @Override
    public void accept(BatchProgress now) {
        ProgressBar drawn = bar;
        if (drawn == null) {
            drawn = new ProgressBarBuilder()
                    .setTaskName(now.job())
                    .setInitialMax(items > 0 ? items : -1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(REFRESH_MILLIS)
                    .setUnit(" items", 1)
                    .showSpeed()
                    .build();
            bar = drawn;
        }
        drawn.stepTo(now.written() + now.filtered() + now.quarantined());
        drawn.setExtraMessage(message(now));
    }

    static String message(BatchProgress now) {
        StringBuilder message =
                new StringBuilder(String.format(Locale.ROOT, " chunk %,d  %s", now.chunkSize(), now.level()));
        if (now.quarantined() > 0) {
            message.append(String.format(Locale.ROOT, "  %,d set aside", now.quarantined()));
        }
        if (now.containedErrors() > 0) {
            message.append(String.format(Locale.ROOT, "  %,d errors contained", now.containedErrors()));
        }
        return message.append(now.waiting() == null ? "" : "  waits: " + now.waiting())
                .toString();
    }

    /** Ends the line. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
