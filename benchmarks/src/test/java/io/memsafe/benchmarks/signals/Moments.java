package io.memsafe.benchmarks.signals;

import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.signals.child.Moment;
import io.memsafe.benchmarks.signals.child.Recording;
import io.memsafe.benchmarks.signals.child.Tape.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Recordings for tests: levels at instants a second apart. */
final class Moments {
    static final long SECOND = 1_000_000_000L;
    static final long MB = 1 << 20;

    private Moments() {}

    static Moment at(long nanos, long truth, long live, int alarms, PressureLevel level) {
        return new Moment(
                nanos,
                truth,
                2 * truth,
                live,
                0,
                2 * live,
                Long.MAX_VALUE,
                0,
                0,
                100 * MB,
                0.5f,
                0f,
                alarms,
                1,
                0,
                level,
                true);
    }

    /** One moment a second from 0 on, with a live set that grows by 10 MB from one to the next. */
    static Recording levels(Map<Mark, Long> marks, PressureLevel... levels) {
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < levels.length; i++) {
            moments.add(at(i * SECOND, (i + 1) * 10 * MB, (i + 1) * 10 * MB, 0, levels[i]));
        }
        return new Recording(marks, moments);
    }
}
