package io.memsafe.doctor.explain;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was found in everything that was read.
 *
 * <p>Thread-safety: immutable.
 *
 * @param incidents ranked, the first is the verdict; of many kills the first and the last are kept
 * @param seen how many there were of each kind, those not kept included
 * @param inputs the names of what was read
 * @param linesRead of all inputs
 * @param notes what was odd about an input, such as a file that ends too early
 */
public record Explanation(
        List<Incident> incidents,
        Map<IncidentKind, Long> seen,
        List<String> inputs,
        long linesRead,
        List<String> notes) {

    /**
     * Copies the lists and the map.
     *
     * @param incidents ranked, the first is the verdict; of many kills the first and the last are kept
     * @param seen how many there were of each kind, those not kept included
     * @param inputs the names of what was read
     * @param linesRead of all inputs
     * @param notes what was odd about an input, such as a file that ends too early
     */
    public Explanation {
        incidents = List.copyOf(incidents);
        seen = Map.copyOf(seen);
        inputs = List.copyOf(inputs);
        notes = List.copyOf(notes);
    }

    /**
     * What explains most.
     *
     * @return the first incident; null if nothing was found
     */
    public @Nullable Incident verdict() {
        return incidents.isEmpty() ? null : incidents.get(0);
    }
}
