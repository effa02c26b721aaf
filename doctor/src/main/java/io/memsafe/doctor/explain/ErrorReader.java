package io.memsafe.doctor.explain;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OutOfMemoryErrors in any log. Those of one kind are one incident with a count. */
final class ErrorReader implements LineReader {
    private static final int MOST_EVIDENCE = 4;
    private static final String ON_ERROR = "# -XX:OnOutOfMemoryError=";

    /** What is known of the errors of one kind. */
    private static final class Found {
        private final List<Evidence> evidence = new ArrayList<>();
        private final ErrorText first;
        private final @Nullable String when;
        private @Nullable String lastWhen;
        private @Nullable String thread;
        private long count;

        Found(ErrorText first, @Nullable String when) {
            this.first = first;
            this.when = when;
        }
    }

    private final Incidents incidents;
    private final Map<IncidentKind, Found> found = new EnumMap<>(IncidentKind.class);
    private @Nullable ErrorText doubtful;
    private @Nullable LogLine doubtfulLine;

    ErrorReader(Incidents incidents) {
        this.incidents = incidents;
    }

    @Override
    public boolean open() {
        return doubtful != null;
    }

    @Override
    public void accept(LogLine line) {
        String text = line.text();
        ErrorText before = doubtful;
        LogLine beforeLine = doubtfulLine;
        doubtful = null;
        doubtfulLine = null;
        if (before != null && beforeLine != null && (isFrame(text) || text.startsWith(ON_ERROR))) {
            add(before, beforeLine);
        }
        ErrorText error = ErrorText.of(text.startsWith("# ") && text.contains("java.lang.") ? text.substring(2) : text);
        if (error == null) {
            return;
        }
        if (error.sure() && text.charAt(0) != '#') {
            add(error, line);
        } else {
            doubtful = error;
            doubtfulLine = line;
        }
    }

    /** {@code at a.b.C.d(E.java:1)}. */
    private static boolean isFrame(String text) {
        int bar = text.indexOf(" | ");
        String line = (bar >= 0 ? text.substring(bar + 3) : text).strip();
        return line.startsWith("at ") && line.indexOf('(') > 0 && line.indexOf(' ', 3) != 3;
    }

    private void add(ErrorText error, LogLine line) {
        Found known = found.get(error.kind());
        if (known == null) {
            known = new Found(error, Prefix.time(line.text()));
            found.put(error.kind(), known);
        }
        known.count++;
        if (known.thread == null) {
            known.thread = error.thread();
        }
        if (known.count > 1) {
            String time = Prefix.time(line.text());
            known.lastWhen = time == null ? known.lastWhen : time;
        }
        if (known.evidence.size() == MOST_EVIDENCE) {
            known.evidence.remove(MOST_EVIDENCE - 1);
        }
        known.evidence.add(Evidence.of(line));
        if (known.count == 1) {
            incidents.foundError(incident(known));
        }
    }

    @Override
    public void end() {
        doubtful = null;
        doubtfulLine = null;
    }

    /** After all inputs. */
    void report() {
        found.values().stream()
                .sorted((a, b) -> Integer.compare(order(a), order(b)))
                .map(ErrorReader::incident)
                .forEach(incidents::addError);
        found.clear();
    }

    /** An error whose area is named says more. */
    private static int order(Found found) {
        return found.first.kind() == IncidentKind.JAVA_OTHER ? 1 : 0;
    }

    private static Incident incident(Found found) {
        IncidentKind kind = found.first.kind();
        String thread = found.thread;
        return new Incident(
                kind,
                thread == null ? null : "thread " + Scan.printable(thread, 80),
                null,
                "JVM",
                limit(kind, found.first.message()),
                cause(kind, found.first.message()),
                List.of(),
                found.when,
                found.count,
                found.lastWhen,
                found.evidence,
                Advice.java(kind));
    }

    private static String limit(IncidentKind kind, String message) {
        return switch (kind) {
            case JAVA_HEAP, GC_OVERHEAD -> "heap (-Xmx)";
            case METASPACE ->
                message.startsWith("PermGen")
                        ? "permanent generation (-XX:MaxPermSize)"
                        : "metaspace (-XX:MaxMetaspaceSize)";
            case COMPRESSED_CLASS_SPACE -> "compressed class space (-XX:CompressedClassSpaceSize)";
            case DIRECT_MEMORY -> {
                long limit = Math.max(Scan.numberAfter(message, "limit: "), Scan.numberAfter(message, "max: "));
                yield "direct memory (-XX:MaxDirectMemorySize)" + (limit > 0 ? ", " + Scan.bytes(limit) : "");
            }
            case NATIVE_THREAD -> "threads of the process, user or container";
            case ARRAY_SIZE -> "longest array of the JVM";
            case MAP_FAILED -> "mappings or address space of the process";
            case NATIVE_ALLOCATION -> "memory outside of the heap";
            default -> "not named";
        };
    }

    private static String cause(IncidentKind kind, String message) {
        return switch (kind) {
            case JAVA_HEAP -> "All of the heap was reachable: too little for what is held, or a leak.";
            case GC_OVERHEAD ->
                "Nearly all time went into collections that freed nearly nothing: the heap is as good as full.";
            case METASPACE, COMPRESSED_CLASS_SPACE ->
                "Descriptions of classes filled their space: many classes, or class loaders that are never let go.";
            case DIRECT_MEMORY -> {
                long used = Math.max(Scan.numberAfter(message, "allocated: "), Scan.numberAfter(message, "used: "));
                yield "Direct buffers were at their limit"
                        + (used > 0 ? ", with " + Scan.bytes(used) + " allocated." : ".");
            }
            case NATIVE_THREAD ->
                "The system refused another thread: mostly a limit on their number, seldom want of memory.";
            case ARRAY_SIZE ->
                "A single array was to be longer than arrays can be, often a buffer that grows by doubling.";
            case MAP_FAILED ->
                "The system refused to map a file: mostly too many mappings, or an address space that is limited.";
            case NATIVE_ALLOCATION -> "The JVM got no memory from the system.";
            default ->
                message.isEmpty()
                        ? "The log does not say which area was full."
                        : "The error says: " + Scan.printable(message, 120);
        };
    }
}
