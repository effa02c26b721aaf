package io.memsafe.assess;

import io.memsafe.signal.CollectionEvent;
import io.memsafe.signal.CollectorFamily;
import io.memsafe.signal.MarkParser;
import io.memsafe.signal.MarkResult;
import io.memsafe.signal.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A recorded JVM whose live set is known: replays its samples and collections in order of time. */
final class Recording {
    private final Path file;
    private final long maxBytes;
    private final List<String> pools;
    private final List<String> beans;
    private final long outOfMemoryNanos;
    private final long startUptimeNanos;

    /** Receives what was recorded. */
    interface Listener {
        void marked(MarkResult mark);

        void collected(CollectionEvent event);

        void sampled(Sample sample, long truthBytes);
    }

    Recording(Path file) {
        this.file = file;
        try (BufferedReader reader = open(file)) {
            String head = reader.readLine();
            maxBytes = Long.parseLong(between(head, "maxBytes=", " "));
            outOfMemoryNanos = Long.parseLong(between(head, "outOfMemoryErrorNanos,truthThen=", " "));
            pools = List.of(
                    between(head, "pools=", " gcs=").replaceAll(":-?\\d+", "").split("\\|"));
            startUptimeNanos = 1_000_000 * Long.parseLong(head.substring(head.indexOf("startUptimeMillis=") + 18));
            beans = List.of(between(head, "gcs=", " startUptimeMillis").split("\\|"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedReader open(Path file) throws IOException {
        return new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
    }

    private static String between(String text, String from, String to) {
        int start = text.indexOf(from) + from.length();
        return text.substring(start, text.indexOf(to, start));
    }

    CollectorFamily family() {
        return CollectorFamily.of(beans, pools);
    }

    /** When the program met its OutOfMemoryError, or -1. */
    long outOfMemoryNanos() {
        return outOfMemoryNanos;
    }

    void replay(Listener listener) {
        Deque<MarkResult> marks = marks();
        try (BufferedReader reader = open(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] fields = line.split("\\|");
                if (fields[0].equals("S")) {
                    long nanos = Long.parseLong(fields[1]);
                    while (!marks.isEmpty() && marks.peek().nanos() <= nanos) {
                        listener.marked(marks.poll());
                    }
                    listener.sampled(
                            new Sample(nanos, number(fields[3]), maxBytes, number(fields[4])), number(fields[2]));
                } else if (fields[0].equals("N")) {
                    listener.collected(event(fields));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Deque<MarkResult> marks() {
        Deque<MarkResult> marks = new ArrayDeque<>();
        MarkParser parser = MarkParser.of(family());
        Path log = file.resolveSibling(file.getFileName().toString().replace(".rec.gz", ".log.gz"));
        if (parser == null || !Files.exists(log)) {
            return marks;
        }
        try (BufferedReader reader = open(log)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.contains("### SUMMARY")) {
                    parser.line(allOfEden(line));
                }
                long live = parser.line(line);
                if (live >= 0) {
                    long uptime = Long.parseLong(line.substring(1, line.indexOf("ns]")));
                    marks.add(new MarkResult(
                            uptime - startUptimeNanos,
                            live,
                            parser.markingNanos(),
                            parser.withAllocated(),
                            parser.whole()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return marks;
    }

    /** The recordings leave out G1's rows of Eden; this one makes a table add up. */
    private static String allOfEden(String summary) {
        String head = summary.substring(0, summary.indexOf("###"));
        return head + "###   EDEN 0x0-0x1 " + Long.MAX_VALUE / 2;
    }

    private static long number(String assignment) {
        return Long.parseLong(assignment.substring(assignment.indexOf('=') + 1));
    }

    private CollectionEvent event(String[] fields) {
        long[] sums = new long[5];
        for (int i = 0; i < pools.size(); i++) {
            String[] change = fields[7 + i].split(">");
            long before = Long.parseLong(change[0]);
            long after = Long.parseLong(change[1]);
            boolean old = CollectorFamily.isOld(pools.get(i));
            sums[0] += before;
            sums[1] += after;
            sums[2] += old ? before : 0;
            sums[3] += old ? after : 0;
            sums[4] += pools.get(i).contains("Eden") ? after : 0;
        }
        return new CollectionEvent(
                Long.parseLong(fields[1]),
                fields[2],
                fields[3],
                fields[4],
                Long.parseLong(fields[5]),
                Long.parseLong(fields[6]),
                sums[0],
                sums[1],
                sums[2],
                sums[3],
                sums[4]);
    }
}
