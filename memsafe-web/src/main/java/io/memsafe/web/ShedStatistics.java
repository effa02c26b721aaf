package io.memsafe.web;

import io.memsafe.admission.BudgetPriority;
import java.util.Map;

/**
 * What a filter has done since it was made.
 *
 * @param admitted requests it let in
 * @param shed requests it refused
 * @param shedByReason the same, by why
 * @param shedByPriority the same, by their priority
 * @param probes requests it let in although there was no room, because nothing else was in flight
 * @param abandoned requests whose thread ended without ending them; their bytes were given back
 * @param cancelled requests it asked to end
 * @param inFlight requests in flight now
 * @param reservedBytes what those are charged now
 * @param limitBytes what they may be charged at most now
 */
public record ShedStatistics(
        long admitted,
        long shed,
        Map<ShedReason, Long> shedByReason,
        Map<BudgetPriority, Long> shedByPriority,
        long probes,
        long abandoned,
        long cancelled,
        int inFlight,
        long reservedBytes,
        long limitBytes) {

    /**
     * Copies the maps.
     *
     * @param admitted requests it let in
     * @param shed requests it refused
     * @param shedByReason the same, by why
     * @param shedByPriority the same, by their priority
     * @param probes requests it let in although there was no room, because nothing else was in flight
     * @param abandoned requests whose thread ended without ending them; their bytes were given back
     * @param cancelled requests it asked to end
     * @param inFlight requests in flight now
     * @param reservedBytes what those are charged now
     * @param limitBytes what they may be charged at most now
     */
    public ShedStatistics {
        shedByReason = Map.copyOf(shedByReason);
        shedByPriority = Map.copyOf(shedByPriority);
    }
}
