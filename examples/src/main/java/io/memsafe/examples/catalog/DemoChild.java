package io.memsafe.examples.catalog;

import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Runs contestants in child JVMs and looks at what they left behind.
 *
 * <p>Thread-safety: one run at a time.
 *
 * @param collector collector of the children
 * @param limit when a child is killed
 * @param arguments the command line options that all contestants get
 * @param totals how much there is to do, for the bars
 * @param expected the checksum of an independent count
 * @param unreadable entries that this count could not read
 * @param folder where temporary files go
 */
record DemoChild(
        Collector collector,
        Duration limit,
        List<String> arguments,
        Totals totals,
        Checksum expected,
        long unreadable,
        PrivateFolder folder) {

    /** Runs one contestant with a heap; a database of its own if none is given. */
    DemoRun run(Contestant contestant, String heap, @Nullable Database other) throws IOException {
        String name = contestant.label() + (contestant == Contestant.FIXED ? " of 1,000" : "");
        Path out = folder.folder(contestant.name().toLowerCase(Locale.ROOT) + "-" + heap);
        Listener listener = new Listener(Display.forPeople("%-22s".formatted(name), totals));
        ForkedResult ended;
        try (listener) {
            ended = child(contestant, heap, out, other).onLine(listener::hear).run();
        }
        return judge(name, heap, listener, ended, other == null ? Database.inFile(out.resolve("catalog")) : other);
    }

    private ForkedJvm child(Contestant contestant, String heap, Path out, @Nullable Database other) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--mode", contestant.name(), "--out", out.toString(), "--report", "lines", "--overwrite"));
        if (contestant != Contestant.GOVERNED) {
            all.add("--no-answers");
        }
        ForkedJvm child = ForkedJvm.on(Jdk.running())
                .collector(collector)
                .heap(heap)
                .ownClassPath()
                .temporaryFolder(folder.path())
                .timeout(limit);
        if (other != null) {
            all.addAll(List.of("--jdbc-url", other.url(), "--user", other.user()));
            child.environment("CATALOG_PASSWORD", other.password());
        }
        return child.main(Catalog.class.getName(), all.toArray(String[]::new));
    }

    private DemoRun judge(String name, String heap, Listener heard, ForkedResult ended, Database database) {
        Snapshot last = heard.last;
        RunResult result = heard.result;
        boolean memory = ended.errorTail().contains("OutOfMemoryError")
                || (result != null && result.note().contains("OutOfMemoryError"));
        if (memory && last.memoryErrors() == 0) { // it died of it before it could say so
            last = last.withMemoryErrors(1);
        }
        long stored = -1;
        long doubled = 0;
        long lost = 0;
        boolean matches = false;
        try (Connection connection = database.connect()) {
            Checksum checksum = Verification.stored(connection);
            stored = checksum.count();
            matches = checksum.matches(expected);
            long different = matches ? stored : CatalogSchema.count(connection, CatalogSchema.DIFFERENT_ENTRIES);
            doubled = stored - different;
            lost = matches ? 0 : Math.max(0, expected.count() + unreadable - last.setAside() - different);
        } catch (SQLException e) {
            Failures.note("the database of " + name + " cannot be read", e);
            lost = expected.count();
        }
        boolean complete = result != null && result.status() == RunResult.Status.COMPLETE && ended.exitCode() == 0;
        boolean verified = result != null && result.verified();
        return new DemoRun(
                name,
                heap,
                last,
                result == null ? 0 : result.contained(),
                stored,
                lost,
                doubled,
                ended.peakRssBytes(),
                complete,
                verified,
                end(ended, result, memory),
                List.copyOf(heard.text));
    }

    private String end(ForkedResult ended, @Nullable RunResult result, boolean memory) {
        if (ended.timedOut()) {
            return "hung, killed after " + limit.toSeconds() + " s";
        }
        if (result == null) {
            String why = memory
                    ? "OutOfMemoryError"
                    : ended.errorTail().lines().findFirst().orElse("no word");
            return "died, exit code " + ended.exitCode() + ": " + why;
        }
        return switch (result.status()) {
            case COMPLETE -> result.verified() ? "complete and verified" : "complete";
            case INCOMPLETE -> "incomplete: " + result.note();
            case FAILED -> result.note();
        };
    }

    /** Hears the lines of a child, from one thread. */
    private static final class Listener implements AutoCloseable {
        final List<String> text = new ArrayList<>();
        final Display display;
        volatile Snapshot last = Snapshot.NONE;
        volatile @Nullable RunResult result;

        Listener(Display display) {
            this.display = display;
        }

        void hear(String line) {
            ReportLines.progress(line).ifPresent(now -> {
                last = now;
                display.show(now);
            });
            ReportLines.result(line).ifPresent(end -> result = end);
            if (!ReportLines.isReport(line)) {
                text.add(line);
            }
        }

        @Override
        public void close() {
            display.close();
        }
    }
}
