package io.memsafe.examples.catalog;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A live bar on the terminal: items, rate and time to go, then bytes, chunk size, level and why it waits. */
final class BarDisplay implements Display {

    private static final int REFRESH_MILLIS = 250;

    private final ProgressBar bar;

    BarDisplay(String name, Totals totals) {
        this.bar = new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(Math.max(1, totals.items()))
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .setUnit(" items", 1)
                .showSpeed()
                .build();
    }

    @Override
    public void show(Snapshot now) {
        bar.stepTo(now.items() + now.setAside());
        bar.setExtraMessage(" " + Figures.megabytes(now.bytes()) + "  " + Figures.engine(now));
    }

    @Override
    public void close() {
        bar.close();
    }
}
