package io.memsafe.benchmarks.signals;

import io.memsafe.benchmarks.signals.child.Recording;
import io.memsafe.benchmarks.stand.CannotMeasureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where recordings are kept: as compressed comma-separated text for those who want to look closer, and as JSON for a
 * measurement that is resumed.
 *
 * @param path a folder, made when it is needed; {@code null} if nothing is kept
 */
record RecordingFolder(@Nullable Path path) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What is kept as JSON. */
    private record Kept(String end, Recording recording) {}

    /** Keeps the recording of a run as {@code SCENARIO-COLLECTOR-JDK-ROUND.csv.gz} and {@code .json.gz}. */
    void keep(Outcome outcome, Cell cell, int round) throws IOException {
        if (path == null) {
            return;
        }
        Files.createDirectories(path);
        String name = name(outcome.scenario(), cell, round);
        write(path.resolve(name + ".csv.gz"), outcome.recording().csv());
        write(path.resolve(name + ".json.gz"), JSON.writeValueAsString(new Kept(outcome.end(), outcome.recording())));
    }

    /** What was kept of a run; empty if nothing was. */
    Optional<Outcome> find(Scenario scenario, Cell cell, int round) {
        if (path == null) {
            return Optional.empty();
        }
        Path file = path.resolve(name(scenario, cell, round) + ".json.gz");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            Kept kept = JSON.readValue(in, Kept.class);
            return Optional.of(new Outcome(scenario, kept.end(), kept.recording()));
        } catch (IOException | JacksonException e) {
            throw new CannotMeasureException("cannot read the recording " + file + ", so delete it: " + e, e);
        }
    }

    private static String name(Scenario scenario, Cell cell, int round) {
        return String.join(
                "-", scenario.key(), cell.label(), Integer.toString(cell.jdk().feature()), Integer.toString(round));
    }

    private static void write(Path file, String text) throws IOException {
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
