package io.memsafe.benchmarks.signals;

import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.signals.child.Moment;
import io.memsafe.benchmarks.signals.child.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Someone who alarms: memsafe at a level, or a peer.
 *
 * @param label in tables
 * @param alarms whether it alarms at a moment
 */
record Voice(String label, Predicate<Moment> alarms) {

    /** memsafe, at {@code WARNING} or worse. */
    static final Voice WARNING = new Voice("memsafe WARNING", m -> m.level().atLeast(PressureLevel.WARNING));

    /** memsafe, at {@code CRITICAL} or worse. */
    static final Voice CRITICAL = new Voice("memsafe CRITICAL", m -> m.level().atLeast(PressureLevel.CRITICAL));

    /** memsafe, at {@code EMERGENCY}. */
    static final Voice EMERGENCY = new Voice("memsafe EMERGENCY", m -> m.level() == PressureLevel.EMERGENCY);

    /** All that are compared, memsafe first. */
    static List<Voice> all() {
        List<Voice> all = new ArrayList<>(List.of(WARNING, CRITICAL));
        for (Peer peer : Peer.values()) {
            all.add(new Voice(peer.label(), m -> m.alarmed(peer)));
        }
        return all;
    }
}
