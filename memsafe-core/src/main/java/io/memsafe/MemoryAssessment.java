package io.memsafe;

import java.time.Duration;
import java.util.List;

/**
 * What is known about memory at one moment.
 *
 * @param uptime when, as time since the governor started
 * @param heap the heap, its live set and its collector
 * @param areas what can run full, the heap first; an area without a limit is not among them
 * @param measures figures that explain without raising a level
 * @param signals how fresh each signal is, and why one is absent
 */
public record MemoryAssessment(
        Duration uptime,
        HeapAssessment heap,
        List<MemoryArea> areas,
        List<Measure> measures,
        List<SignalStatus> signals) {

    /**
     * Copies the lists.
     *
     * @param uptime when, as time since the governor started
     * @param heap the heap, its live set and its collector
     * @param areas what can run full, the heap first; an area without a limit is not among them
     * @param measures figures that explain without raising a level
     * @param signals how fresh each signal is, and why one is absent
     */
    public MemoryAssessment {
        areas = List.copyOf(areas);
        measures = List.copyOf(measures);
        signals = List.copyOf(signals);
        if (areas.isEmpty()) {
            throw new IllegalArgumentException("areas must begin with the heap, but there are none");
        }
    }

    /**
     * The area that will be exhausted first: the one that is due soonest, or the fullest where none grows.
     *
     * @return one of {@link #areas()}
     */
    public MemoryArea binding() {
        MemoryArea binding = areas.get(0);
        for (int i = 1; i < areas.size(); i++) {
            MemoryArea area = areas.get(i);
            int order = area.timeToExhaustion().compareTo(binding.timeToExhaustion());
            if (order < 0 || (order == 0 && area.ratio() > binding.ratio())) {
                binding = area;
            }
        }
        return binding;
    }

    /**
     * When the first area will be exhausted.
     *
     * @return that of {@link #binding()}
     */
    public TimeToExhaustion timeToExhaustion() {
        return binding().timeToExhaustion();
    }
}
