package io.memsafe.benchmarks.stand;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Says how far a lab is: which run of how many, and how long the rest will take at the pace so far.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class Progress {

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private int planned;
    private int done;
    private int kept;

    Progress(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    void plan(int more) {
        planned += more;
    }

    void begins(String what) {
        out.println(position(done + 1) + rest() + " " + what + " ...");
    }

    void ended(String what, String result) {
        done++;
        out.println(position(done) + " " + what + ": " + result);
    }

    /** One that need not run. */
    void kept(String what, String since) {
        kept++;
        ended(what, "kept from " + since);
    }

    void note(String text) {
        out.println(text);
    }

    private String position(int number) {
        int most = Math.max(planned, number);
        return String.format(Locale.ROOT, "[%" + Integer.toString(most).length() + "d/%d]", number, most);
    }

    private String rest() {
        if (done == kept || done >= planned) {
            return "";
        }
        Duration elapsed = Duration.ofNanos(nanoTime.getAsLong() - startNanos);
        Duration left = elapsed.dividedBy(done - kept).multipliedBy(planned - done);
        return " " + clock(elapsed) + " elapsed, about " + clock(left) + " left:";
    }

    static String clock(Duration time) {
        return time.toHours() > 0
                ? String.format(Locale.ROOT, "%dh%02dm", time.toHours(), time.toMinutesPart())
                : String.format(Locale.ROOT, "%dm%02ds", time.toMinutes(), time.toSecondsPart());
    }
}
