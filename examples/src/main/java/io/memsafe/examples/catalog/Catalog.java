package io.memsafe.examples.catalog;

import io.memsafe.batch.Quarantine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Describes every class and file of the input in a database. The exit code is 0 if all of it was dealt with and a second
 * count agrees, 1 if not, 2 if it could not start.
 *
 * <p>Thread-safety: none; a command line program.
 */
@Command(
        name = "catalog",
        description = "Describes every class and file of the input in a database, and verifies that nothing is lost.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:complete and verified; corrupt entries are in quarantine",
            "1:incomplete, or not verified",
            "2:could not start"
        })
public final class Catalog implements Callable<Integer> {

    private static final int INCOMPLETE = 1;
    private static final int CANNOT_START = 2;

    @Option(
            names = "--input",
            paramLabel = "PATH",
            description = "a folder, jar or zip; may be given again (default: the class library of the running JDK)")
    private List<Path> inputs = new ArrayList<>();

    @Option(
            names = "--modules",
            paramLabel = "NAME",
            split = ",",
            description = "only these modules of the class library")
    private List<String> modules = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "catalog-out",
            description = "where the database and the quarantine go (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("catalog-out");

    @Option(
            names = "--jdbc-url",
            paramLabel = "URL",
            description = "another database, for example jdbc:postgresql://localhost/catalog")
    private @Nullable String jdbcUrl;

    @Option(names = "--user", description = "its user")
    private @Nullable String user;

    @Option(
            names = "--password",
            defaultValue = "${env:CATALOG_PASSWORD}",
            description = "its password (default: the variable CATALOG_PASSWORD)")
    private @Nullable String password;

    @Option(names = "--overwrite", description = "replace what the catalog holds")
    private boolean overwrite;

    @Option(
            names = "--mode",
            defaultValue = "governed",
            description = "how: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Contestant mode = Contestant.GOVERNED;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "2",
            description = "worker threads (default: ${DEFAULT-VALUE})")
    private int workers = 2;

    @Option(
            names = "--chunk",
            paramLabel = "N",
            defaultValue = "1000",
            description = "rows a chunk, for --mode fixed (default: ${DEFAULT-VALUE})")
    private int chunk = 1000;

    @Option(
            names = "--quarantine",
            paramLabel = "FILE",
            description = "where corrupt entries are named (default: quarantine.jsonl in --out)")
    private @Nullable Path quarantine;

    @Option(names = "--no-verify", negatable = true, description = "skip the second count; on by default")
    private boolean verify = true;

    @Option(names = "--no-answers", negatable = true, description = "skip the answers at the end; on by default")
    private boolean answers = true;

    @Option(names = "--no-progress", negatable = true, description = "show no progress; on by default")
    private boolean progressShown = true;

    @Option(names = "--report", paramLabel = "FORM", hidden = true, description = "lines: for a parent program")
    private @Nullable String report;

    private final PrintStream console = System.out;

    /**
     * Runs the program and ends the JVM with its exit code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(CommandLines.run(new Catalog(), arguments));
    }

    @Override
    public Integer call() {
        Progress progress = new Progress();
        List<Input> parts;
        Database database;
        CatalogStore store;
        try {
            CommandLines.atLeastOne("--workers", workers);
            CommandLines.atLeastOne("--chunk", chunk);
            parts = inputs.isEmpty() ? Input.classLibrary(modules) : Input.paths(inputs);
            database = open();
            store = new CatalogStore(database, overwrite, progress);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return cannotStart(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return cannotStart("the folder " + out + " cannot be made: " + CommandLines.oneLine(e));
        } catch (SQLException e) {
            return cannotStart("the database " + (jdbcUrl == null ? "in " + out : jdbcUrl) + " refuses: "
                    + CommandLines.oneLine(e));
        }
        Rejects rejects = new Rejects(
                Quarantine.file(quarantine == null ? out.resolve("quarantine.jsonl") : quarantine), progress);
        EntrySource source = new EntrySource(parts);
        Job job = new Job(source, new Describe(), store, rejects, progress, workers, chunk);
        return finish(run(job, parts), job, database, parts);
    }

    private Database open() throws IOException {
        Files.createDirectories(out);
        return jdbcUrl == null ? Database.inFile(out.resolve("catalog")) : Database.of(jdbcUrl, user, password);
    }

    private Outcome run(Job job, List<Input> parts) {
        Ticker ticker = new Ticker(job.progress(), display(parts));
        EntrySource source = job.source();
        CatalogStore store = job.store();
        Rejects rejects = job.rejects();
        try (ticker;
                source;
                store;
                rejects) {
            return mode.run(job);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed(e);
        } catch (Exception | OutOfMemoryError e) {
            job.progress().memoryErrors(Failures.isMemory(e) ? 1 : 0);
            return Outcome.failed(e);
        }
    }

    private Display display(List<Input> parts) {
        if ("lines".equals(report)) {
            return new ReportLines(console);
        }
        return progressShown ? Display.forPeople(mode.label(), Totals.of(parts)) : Display.NONE;
    }

    private int finish(Outcome outcome, Job job, Database database, List<Input> parts) {
        List<String> problems = new ArrayList<>();
        Throwable failure = outcome.failure();
        if (failure != null) {
            problems.add("it ended early: " + CommandLines.oneLine(failure));
        }
        if (job.rejects().memory() > 0) {
            problems.add("%,d entries were set aside for want of memory"
                    .formatted(job.rejects().memory()));
        }
        boolean verified = false;
        if (problems.isEmpty()) {
            try (Connection connection = database.connect()) {
                verified = !verify || verify(connection, parts, job.rejects(), problems);
                if (answers && verified) {
                    Answers.print(connection, console);
                }
            } catch (SQLException | IOException | OutOfMemoryError e) {
                problems.add("the catalog could not be read back: " + CommandLines.oneLine(e));
            }
        }
        boolean complete = outcome.complete() && problems.isEmpty();
        RunResult.Status status = complete
                ? RunResult.Status.COMPLETE
                : failure == null ? RunResult.Status.INCOMPLETE : RunResult.Status.FAILED;
        String note = problems.isEmpty() ? outcome.note() : String.join("; ", problems);
        ReportLines.result(
                "lines".equals(report) ? console : System.err,
                new RunResult(status, outcome.contained(), verify && verified && complete, note));
        return complete ? 0 : INCOMPLETE;
    }

    private boolean verify(Connection connection, List<Input> parts, Rejects rejects, List<String> problems)
            throws SQLException, IOException {
        Verification verification = Verification.of(connection, parts, rejects);
        problems.addAll(verification.problems());
        if (verification.passed()) {
            console.println("Verified: " + verification.stored() + "; "
                    + (verification.setAside() == 0
                            ? "none set aside"
                            : verification.setAside() + " corrupt entries set aside in quarantine"));
        }
        return verification.passed();
    }

    private static int cannotStart(String why) {
        System.err.println("catalog: " + why);
        return CANNOT_START;
    }
}
