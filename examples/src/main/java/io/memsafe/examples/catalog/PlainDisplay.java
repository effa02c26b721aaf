package io.memsafe.examples.catalog;

import java.io.PrintStream;

/** A line every few seconds, for output that is no terminal. */
final class PlainDisplay implements Display {

    private static final long INTERVAL_MILLIS = 3000;

    private final String name;
    private final Totals totals;
    private final PrintStream out;
    private Snapshot shown = new Snapshot(-INTERVAL_MILLIS, -1, 0, 0, 0, 0, 0, "-", "");
    private Snapshot last = shown;

    PlainDisplay(String name, Totals totals, PrintStream out) {
        this.name = name;
        this.totals = totals;
        this.out = out;
    }

    @Override
    public void show(Snapshot now) {
        last = now;
        if (now.elapsedMillis() - shown.elapsedMillis() >= INTERVAL_MILLIS) {
            print(now);
        }
    }

    private void print(Snapshot now) {
        shown = now;
        out.println(name + "  " + Figures.describe(now, totals) + "  " + Figures.engine(now));
    }

    @Override
    public void close() {
        if (last.items() != shown.items() || last.memoryErrors() != shown.memoryErrors()) {
            print(last);
        }
    }
}
