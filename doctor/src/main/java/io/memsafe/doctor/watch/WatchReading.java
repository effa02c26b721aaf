package io.memsafe.doctor.watch;

import io.memsafe.Measure;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How a watched JVM stands.
 *
 * @param time of the assessment, by the clock of this machine
 * @param level of the assessment; of a JVM that does not answer also what that is evidence of
 * @param assessment the newest
 * @param measures figures that explain without raising a level
 * @param reasons why the level is what it is, for people; at least one
 * @param silence how long nothing has come since the assessment, beyond what is usual; zero if all is well
 */
public record WatchReading(
        Instant time,
        PressureLevel level,
        MemoryAssessment assessment,
        List<Measure> measures,
        List<String> reasons,
        Duration silence) {

    /**
     * Copies the lists.
     *
     * @param time of the assessment, by the clock of this machine
     * @param level of the assessment; of a JVM that does not answer also what that is evidence of
     * @param assessment the newest
     * @param measures figures that explain without raising a level
     * @param reasons why the level is what it is, for people; at least one
     * @param silence how long nothing has come since the assessment, beyond what is usual; zero if all is well
     */
    public WatchReading {
        measures = List.copyOf(measures);
        reasons = List.copyOf(reasons);
    }
}
