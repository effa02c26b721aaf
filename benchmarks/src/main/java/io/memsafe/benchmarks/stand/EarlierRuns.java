package io.memsafe.benchmarks.stand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs of an earlier measurement, read from its results.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class EarlierRuns {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<Run> runs;

    private EarlierRuns(List<Run> runs) {
        this.runs = new ArrayList<>(runs);
    }

    /** What is read of a file of results. */
    private record File(List<Run> runs, @Nullable List<Run> otherRuns) {}

    static EarlierRuns none() {
        return new EarlierRuns(List.of());
    }

    /**
     * Reads the results of a lab.
     *
     * @param file none if it does not exist
     * @throws CannotMeasureException if it is no such file
     */
    static EarlierRuns read(Path file) {
        if (!Files.exists(file)) {
            return none();
        }
        try {
            File content = JSON.readValue(Files.readString(file), File.class);
            List<Run> all = new ArrayList<>(content.runs());
            all.addAll(content.otherRuns() == null ? List.of() : content.otherRuns());
            return new EarlierRuns(all);
        } catch (IOException | JacksonException e) {
            throw new CannotMeasureException(
                    "--resume: cannot read the runs in " + file + ", so delete it or leave --resume away: " + e, e);
        }
    }

    List<Run> all() {
        return List.copyOf(runs);
    }

    Optional<Run> find(String contestant, int round) {
        return runs.stream()
                .filter(run -> run.contestant().equals(contestant) && run.round() == round)
                .findFirst();
    }

    void forget(String contestant, int round) {
        runs.removeIf(run -> run.contestant().equals(contestant) && run.round() == round);
    }
}
