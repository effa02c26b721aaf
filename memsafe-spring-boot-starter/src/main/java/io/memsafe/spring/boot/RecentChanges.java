package io.memsafe.spring.boot;

import io.memsafe.LevelChange;
import io.memsafe.PressureListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The last changes of the level, for the endpoint.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class RecentChanges implements PressureListener {
    private static final int MOST = 50;

    private final Deque<Change> changes = new ArrayDeque<>();

    /**
     * A change of the level.
     *
     * @param from the level before
     * @param to the level then
     * @param uptime of the governor
     * @param reasons why, as sentences
     */
    record Change(String from, String to, Duration uptime, List<String> reasons) {}

    @Override
    public synchronized void levelChanged(LevelChange change) {
        if (changes.size() == MOST) {
            changes.removeFirst();
        }
        changes.addLast(new Change(change.from().name(), change.to().name(), change.uptime(), change.reasons()));
    }

    /** The newest last. */
    synchronized List<Change> list() {
        return new ArrayList<>(changes);
    }
}
