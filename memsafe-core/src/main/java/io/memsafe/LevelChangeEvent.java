package io.memsafe;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Percentage;
import jdk.jfr.StackTrace;

/** The pressure level has changed. */
@Name("io.memsafe.LevelChange")
@Label("Memory Pressure Level Change")
@Description("The memory governor has changed its level")
@Category("memsafe")
@StackTrace(false)
final class LevelChangeEvent extends Event {
    @Label("From")
    String from = "";

    @Label("To")
    String to = "";

    @Label("Reasons")
    String reasons = "";

    @Label("Pressure")
    @Description("Live set as a share of what can be filled")
    @Percentage
    double pressure;

    @Label("Live Set")
    @DataAmount
    long live;

    @Label("Capacity")
    @Description("What the live set can reach before an OutOfMemoryError")
    @DataAmount
    long capacity;

    void fill(LevelChange change) {
        HeapAssessment heap = change.assessment().heap();
        from = change.from().name();
        to = change.to().name();
        reasons = String.join("; ", change.reasons());
        pressure = heap.pressureRatio();
        live = heap.liveBytes();
        capacity = heap.capacityBytes();
    }
}
