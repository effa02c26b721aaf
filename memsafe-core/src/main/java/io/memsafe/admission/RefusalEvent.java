package io.memsafe.admission;

import io.memsafe.PressureLevel;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A budget has refused a request. */
@Name("io.memsafe.Refusal")
@Label("Memory Refusal")
@Category("memsafe")
@Description("A memory budget has refused a request for bytes")
final class RefusalEvent extends Event {
    /** Is asked whether anybody records, so that nothing is made if nobody does. */
    private static final RefusalEvent PROBE = new RefusalEvent();

    @Label("Budget")
    @Description("The budget that was asked")
    String budget = "";

    @Label("Bytes")
    @DataAmount
    long bytes;

    @Label("Reason")
    String reason = "";

    @Label("In the Way")
    @Description("The budget that could not give them: the one that was asked, or one above it")
    String inTheWay = "";

    @Label("Level")
    String level = "";

    static boolean isRecorded() {
        return PROBE.isEnabled();
    }

    static void emit(MemoryBudget asked, Refusal refusal, long bytes, PressureLevel level) {
        RefusalEvent event = new RefusalEvent();
        event.budget = asked.name();
        event.bytes = bytes;
        event.reason = refusal.reason().name();
        event.inTheWay = refusal.budget().name();
        event.level = level.name();
        event.commit();
    }
}
