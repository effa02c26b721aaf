package io.memsafe.response.internal;

import io.memsafe.PressureLevel;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** One call of a reclaimer, in a flight recording; its duration is that of the call. */
@Name("io.memsafe.Reclaim")
@Label("Reclaim")
@Category("memsafe")
@StackTrace(false)
final class ReclaimEvent extends Event {
    @Label("Reclaimer")
    String name = "";

    @Label("Level")
    String level = "";

    @Label("Freed Bytes")
    @SuppressWarnings("UnusedVariable") // read by the recorder
    long freedBytes;

    /** What loads the event only where somebody records: loading it takes long, and a trimmed runtime has no {@code jdk.jfr}. */
    static final class Span {
        private static final boolean PRESENT =
                ModuleLayer.boot().findModule("jdk.jfr").isPresent();

        private final @Nullable Object event;

        private Span(@Nullable Object event) {
            this.event = event;
        }

        static Span begin() {
            return new Span(PRESENT && FlightRecorder.isInitialized() ? ReclaimEvent.begun() : null);
        }

        void end(String name, PressureLevel level, long freedBytes) {
            if (event != null) {
                ReclaimEvent.ended(event, name, level, freedBytes);
            }
        }
    }

    private static Object begun() {
        ReclaimEvent event = new ReclaimEvent();
        event.begin();
        return event;
    }

    private static void ended(Object begun, String name, PressureLevel level, long freedBytes) {
        ReclaimEvent event = (ReclaimEvent) begun;
        event.name = name;
        event.level = level.name();
        event.freedBytes = freedBytes;
        event.commit();
    }
}
