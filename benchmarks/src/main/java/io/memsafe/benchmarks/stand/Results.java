package io.memsafe.benchmarks.stand;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a lab found, and its two files: JSON with every run, Markdown with facts, figures and tables. Until the lab has
 * ended, what there is so far is kept in {@code NAME.json.part}.
 */
final class Results {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String lab;
    private final String name;
    private final String question;
    private final boolean quick;
    private final String started = now();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final List<Figure> figures = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();
    private final List<Run> others = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<Path, String> pictures = new LinkedHashMap<>();
    private final Map<Path, String> titles = new LinkedHashMap<>();
    private final Path json;
    private final Path part;
    private final Path markdown;

    /**
     * Nothing yet.
     *
     * @param variant what of the lab is measured, for the names of the files; empty for the whole
     */
    Results(String lab, List<String> variant, String question, boolean quick, Path folder) {
        this.lab = lab;
        this.question = question;
        this.quick = quick;
        List<String> words = new ArrayList<>(List.of(lab));
        words.addAll(variant);
        if (quick) {
            words.add("quick");
        }
        this.name = String.join("-", words);
        this.json = folder.resolve(name + ".json");
        this.part = folder.resolve(name + ".json.part");
        this.markdown = folder.resolve(name + ".md");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CannotMeasureException("cannot make the folder for results " + folder + ": " + e, e);
        }
    }

    void fact(String name, String value) {
        facts.put(name, value);
    }

    /** What is measured. */
    String version() {
        return factOf(Facts.VERSION);
    }

    String factOf(String name) {
        return facts.getOrDefault(name, Facts.UNKNOWN);
    }

    /** Runs of the last measurement of this lab in this folder, finished or not; kept in the file, used or not. */
    EarlierRuns earlier() {
        EarlierRuns earlier = EarlierRuns.read(Files.exists(part) ? part : json);
        others.addAll(earlier.all());
        return earlier;
    }

    void add(Run run) {
        others.removeIf(other -> other.contestant().equals(run.contestant()) && other.round() == run.round());
        runs.add(run);
        write(part, json());
    }

    void add(Figure figure) {
        figures.add(figure);
    }

    void add(Table table) {
        tables.add(table);
    }

    void picture(String picture, String title, String svg) {
        Path file = json.resolveSibling(name + "-" + picture + ".svg");
        pictures.put(file, svg);
        titles.put(file, title);
    }

    void note(String note) {
        notes.add(note);
    }

    List<Figure> figures() {
        return List.copyOf(figures);
    }

    List<Path> finish() {
        write(part, json());
        try {
            Files.move(part, json, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CannotMeasureException("cannot write " + json + ": " + e, e);
        }
        pictures.forEach(Results::write);
        write(markdown, markdown());
        List<Path> written = new ArrayList<>(List.of(json, markdown));
        written.addAll(pictures.keySet());
        return written;
    }

    private String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("lab", lab);
        all.put("question", question);
        all.put("quick", quick);
        all.put("started", started);
        all.put("written", now());
        all.put("facts", facts);
        all.put("figures", figures);
        all.put("notes", notes);
        List<Map<String, Object>> plain = new ArrayList<>();
        for (Table table : tables) {
            plain.add(Map.of("title", table.title(), "head", table.head(), "rows", table.rows()));
        }
        all.put("tables", plain);
        all.put("runs", runs);
        if (!others.isEmpty()) {
            all.put("otherRuns", others);
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    }

    String markdown() {
        StringBuilder text = new StringBuilder("# " + name + "\n\n" + question + "\n\n");
        if (quick) {
            text.append("A quick run: fewer and shorter runs than the figures of a release need.\n\n");
        }
        Table figureTable = new Table("Figures", "", "figure", "value", "bar", "");
        figures.forEach(f -> figureTable.row(f.name(), f.value(), f.bar(), f.verdict()));
        text.append(figureTable.markdown()).append('\n');
        tables.forEach(table -> text.append(table.markdown()).append('\n'));
        titles.forEach((file, title) -> text.append("## ")
                .append(title)
                .append("\n\n![")
                .append(title)
                .append("](")
                .append(file.getFileName())
                .append(")\n\n"));
        text.append(noise()).append('\n');
        notes.forEach(note -> text.append("- ").append(note).append('\n'));
        text.append(notes.isEmpty() ? "" : "\n");
        Table factTable = new Table("Machine and versions", "Measured " + started + " to " + now() + ".", "fact", "");
        facts.forEach(factTable::row);
        return text.append(factTable.markdown()).toString();
    }

    private String noise() {
        long noisy = runs.stream().filter(Run::noisy).count();
        long unknown =
                runs.stream().filter(run -> run.foreignCpuRatio() == null).count();
        StringBuilder text = new StringBuilder("## Noise\n\n" + noisy + " of " + runs.size()
                + " runs were noisy: other programs used more than 30 % of the machine's processors meanwhile.\n");
        if (unknown > 0) {
            text.append("Of ").append(unknown).append(" runs the foreign CPU is not known.\n");
        }
        return text.append(versions()).toString();
    }

    private String versions() {
        Map<String, Integer> versions = new LinkedHashMap<>();
        runs.forEach(run -> versions.merge(run.version(), 1, Integer::sum));
        if (versions.size() < 2) {
            return "";
        }
        StringJoiner text = new StringJoiner("; ", "The runs are of several versions: ", ".\n");
        versions.forEach((version, count) -> text.add(count + " of " + version));
        return text.toString();
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** At once: who is killed meanwhile leaves what was there before, which may be the runs of hours. */
    private static void write(Path file, String text) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(fresh, text, StandardCharsets.UTF_8);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CannotMeasureException("cannot write " + file + ": " + e, e);
        }
    }
}
