package io.memsafe.benchmarks.stand;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The results of a lab that are committed, to compare with. Files in the working tree do not count: they may be those of
 * a run that fell behind, and a second run is not to be measured by it.
 *
 * <p>Thread-safety: immutable.
 */
public final class CommittedRuns {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FOLDER = "./benchmarks/results/";

    private final List<File> newestFirst;

    private CommittedRuns(List<File> newestFirst) {
        this.newestFirst = newestFirst;
    }

    /** What is read of a file of results. */
    private record File(boolean quick, String written, Map<String, String> facts, List<Run> runs) {
        boolean has(String contestant) {
            return runs.stream().anyMatch(run -> run.contestant().equals(contestant));
        }
    }

    /**
     * One measurement.
     *
     * <p>Thread-safety: immutable.
     *
     * @param version of memsafe that was measured
     * @param processor what it was measured on
     * @param runs of all contestants
     */
    public record Measurement(String version, String processor, List<Run> runs) {
        /** Copies the runs. */
        public Measurement {
            runs = List.copyOf(runs);
        }
    }

    /**
     * Reads what is committed; nothing where there is no git.
     *
     * @param root of the sources
     * @param lab whose results
     * @throws CannotMeasureException if a committed file is none of results
     */
    static CommittedRuns read(Path root, String lab) {
        List<File> files = new ArrayList<>();
        String names = Git.ask(root, "ls-tree", "--name-only", "HEAD", FOLDER).orElse("");
        for (String path : names.lines().toList()) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (name.endsWith(".json") && (name.equals(lab + ".json") || name.startsWith(lab + "-"))) {
                Git.ask(root, "show", "HEAD:" + FOLDER + name)
                        .map(text -> parse(name, text))
                        .filter(file -> !file.quick())
                        .ifPresent(files::add);
            }
        }
        files.sort(Comparator.comparing(File::written).reversed());
        return new CommittedRuns(List.copyOf(files));
    }

    private static File parse(String name, String text) {
        try {
            return JSON.readValue(text, File.class);
        } catch (JacksonException e) {
            throw new CannotMeasureException("cannot read the committed results " + name + ": " + e, e);
        }
    }

    /**
     * The newest measurement in which some contestants ran side by side.
     *
     * @param contestants all of them
     * @return empty if they never did
     */
    public Optional<Measurement> newestOf(Collection<String> contestants) {
        return newestFirst.stream()
                .filter(file -> contestants.stream().allMatch(file::has))
                .findFirst()
                .map(file -> new Measurement(
                        file.facts().getOrDefault(Facts.VERSION, Facts.UNKNOWN),
                        file.facts().getOrDefault(Facts.PROCESSOR, Facts.UNKNOWN),
                        file.runs()));
    }
}
