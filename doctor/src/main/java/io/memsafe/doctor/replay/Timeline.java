package io.memsafe.doctor.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was replayed in a bounded number of columns, whose width doubles when there would be more.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class Timeline {
    private static final int MOST = 240;
    private static final long FIRST_WIDTH_NANOS = 1_000_000_000L;

    private final List<@Nullable TimelineColumn> columns = new ArrayList<>();
    private long widthNanos = FIRST_WIDTH_NANOS;

    void add(long nanos, TimelineColumn now) {
        while (nanos / widthNanos >= MOST) {
            fold();
        }
        int at = (int) Math.max(0, nanos / widthNanos);
        while (columns.size() <= at) {
            columns.add(null);
        }
        TimelineColumn before = columns.get(at);
        columns.set(at, before == null ? now : before.worse(now));
    }

    private void fold() {
        for (int i = 0; 2 * i < columns.size(); i++) {
            TimelineColumn first = columns.get(2 * i);
            TimelineColumn second = 2 * i + 1 < columns.size() ? columns.get(2 * i + 1) : null;
            columns.set(i, first == null ? second : second == null ? first : first.worse(second));
        }
        columns.subList((columns.size() + 1) / 2, columns.size()).clear();
        widthNanos *= 2;
    }

    Duration width() {
        return Duration.ofNanos(widthNanos);
    }

    /** A stretch in which nothing was recorded goes on as the one before it. */
    List<TimelineColumn> columns() {
        List<TimelineColumn> all = new ArrayList<>();
        TimelineColumn last = null;
        for (TimelineColumn column : columns) {
            last = column == null ? last : column;
            if (last != null) {
                all.add(last);
            }
        }
        return all;
    }
}
