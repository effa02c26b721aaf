package io.memsafe;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Percentage;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** What the governor knows, at the period that a recording asks for. */
@Name("io.memsafe.Assessment")
@Label("Memory Assessment")
@Description("What the memory governor knows at the moment")
@Category("memsafe")
@Period("1 s")
@StackTrace(false)
final class AssessmentEvent extends Event {
    @Label("Level")
    String level = "";

    @Label("Pressure")
    @Description("Live set as a share of what can be filled")
    @Percentage
    double pressure;

    @Label("Live Set")
    @DataAmount
    long live;

    @Label("Live Set, Lower Bound")
    @DataAmount
    long liveLow;

    @Label("Live Set, Upper Bound")
    @DataAmount
    long liveHigh;

    @Label("Used Heap")
    @Description("Garbage included")
    @DataAmount
    long used;

    @Label("Capacity")
    @Description("What the live set can reach before an OutOfMemoryError")
    @DataAmount
    long capacity;

    @Label("Allocation per Second")
    @Description("-1 B if unknown")
    @DataAmount
    long allocation;

    @Label("Growth of the Live Set per Second")
    @DataAmount
    long growth;

    @Label("Share of Time in Collections")
    @Percentage
    double collection;

    @Label("Collections in Distress")
    @Description("Within the last second")
    int distress;

    @Label("Binding Area")
    @Description("The area that will be exhausted first")
    String binding = "";

    @Label("Binding Area's Filling")
    @Percentage
    double bindingFilling;

    @Label("Earliest Exhaustion")
    @Timespan
    long exhaustion;

    void fill(PressureLevel now, MemoryAssessment assessment) {
        HeapAssessment heap = assessment.heap();
        level = now.name();
        pressure = heap.pressureRatio();
        live = heap.liveBytes();
        liveLow = heap.liveLowBytes();
        liveHigh = heap.liveHighBytes();
        used = heap.usedBytes();
        capacity = heap.capacityBytes();
        allocation = heap.allocationBytesPerSecond();
        growth = heap.growthBytesPerSecond();
        collection = heap.collectionRatio();
        distress = heap.distress();
        MemoryArea area = assessment.binding();
        binding = area.name();
        bindingFilling = area.ratio();
        exhaustion = area.timeToExhaustion().earliest().toNanos();
    }
}
