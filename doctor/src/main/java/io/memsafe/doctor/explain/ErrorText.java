package io.memsafe.doctor.explain;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text of an OutOfMemoryError, and how sure it is that one was thrown rather than mentioned. What stands before the name
 * of the class and after its message decides; see decision 21.
 *
 * @param kind what was full
 * @param message what follows the class; empty if nothing does
 * @param sure that it was thrown, whatever the next line says
 * @param thread that it ended, if the line says
 */
record ErrorText(
        IncidentKind kind,
        String message,
        boolean sure,
        @Nullable String thread) {
    private static final String ERROR = "OutOfMemoryError";
    private static final String NETTY = "OutOfDirectMemoryError";
    private static final String OPENJ9 = "Processing dump event \"systhrow\", detail \"java/lang/OutOfMemoryError\"";
    private static final String[] STARTS = {
        "Caused by:",
        "Suppressed:",
        "Wrapped by:",
        "Terminating due to",
        "Aborting due to",
        "nested exception is",
        "Exception:"
    };
    private static final String THREAD = "Exception in thread \"";

    /** Of the names in one line so many are looked at, for each is looked at from the start of the line. */
    private static final int MOST_NAMES = 8;

    private static final int LONGEST = 64;
    private static final int MOST_BLANKS = 6;
    private static final List<Map.Entry<String, IncidentKind>> WORDS = List.of(
            Map.entry("Java heap space", IncidentKind.JAVA_HEAP),
            Map.entry("GC overhead limit exceeded", IncidentKind.GC_OVERHEAD),
            Map.entry("Metaspace", IncidentKind.METASPACE),
            Map.entry("PermGen space", IncidentKind.METASPACE),
            Map.entry("Compressed class space", IncidentKind.COMPRESSED_CLASS_SPACE),
            Map.entry("Direct buffer memory", IncidentKind.DIRECT_MEMORY),
            Map.entry("unable to create new native thread", IncidentKind.NATIVE_THREAD),
            Map.entry("unable to create native thread", IncidentKind.NATIVE_THREAD),
            Map.entry("Failed to create a thread", IncidentKind.NATIVE_THREAD),
            Map.entry("Requested array size exceeds VM limit", IncidentKind.ARRAY_SIZE),
            Map.entry("Required array length ", IncidentKind.ARRAY_SIZE),
            Map.entry("Required array size too large", IncidentKind.ARRAY_SIZE),
            Map.entry("Required length exceeds implementation limit", IncidentKind.ARRAY_SIZE),
            Map.entry("Map failed", IncidentKind.MAP_FAILED),
            Map.entry("Out of swap space", IncidentKind.NATIVE_ALLOCATION),
            Map.entry("native memory exhausted", IncidentKind.NATIVE_ALLOCATION));

    /** The first error of a line that is no mere mention; null if there is none. */
    static @Nullable ErrorText of(String text) {
        int openJ9 = text.indexOf(OPENJ9);
        if (openJ9 >= 0 && !Prefix.isQuoted(text.substring(0, openJ9)) && text.lastIndexOf("JVMDUMP", openJ9) >= 0) {
            return new ErrorText(IncidentKind.JAVA_OTHER, "", true, null);
        }
        int from = 0;
        for (int i = 0; i < MOST_NAMES; i++) {
            int direct = text.indexOf(NETTY, from);
            int plain = text.indexOf(ERROR, from);
            int at = direct >= 0 && (plain < 0 || direct < plain) ? direct : plain;
            if (at < 0) {
                return null;
            }
            int end = at + (at == direct ? NETTY.length() : ERROR.length());
            ErrorText found = at(text, at, end, at == direct);
            if (found != null) {
                return found;
            }
            from = end;
        }
        return null;
    }

    private static @Nullable ErrorText at(String text, int at, int end, boolean direct) {
        int start = at;
        while (start > 0 && isNamePart(text.charAt(start - 1))) {
            start--;
        }
        String packageName = text.substring(start, at);
        if (!packageName.isEmpty() && !packageName.endsWith(".")) {
            return null;
        }
        boolean ends = end == text.length() || text.substring(end).isBlank();
        boolean uncaught = text.startsWith(" thrown from the UncaughtExceptionHandler in thread", end);
        if (!ends && !uncaught && !text.startsWith(": ", end)) {
            return null;
        }
        String head = text.substring(0, start).strip();
        String rest = ends || uncaught ? "" : text.substring(end + 2);
        if (Prefix.isQuoted(head) || Prefix.isComment(head) || isProse(rest)) {
            return null;
        }
        IncidentKind kind = direct ? IncidentKind.DIRECT_MEMORY : kind(rest);
        String message = rest;
        int stack = rest.indexOf(" at ");
        boolean trace = stack > 0 && rest.indexOf('(', stack) > 0;
        if (stack > 0) {
            message = rest.substring(0, stack);
        }
        boolean exact = (kind != IncidentKind.JAVA_OTHER && endsAsItBegan(kind, message)) || trace;
        boolean sure = (exact || ends || uncaught) && startsEvent(head, uncaught);
        return new ErrorText(kind, message.strip(), sure, thread(head));
    }

    private static boolean isNamePart(char c) {
        return c == '.' || c == '$' || c == '_' || Character.isLetterOrDigit(c);
    }

    /** A message never has these: placeholders, the end of a quotation. */
    private static boolean isProse(String rest) {
        return rest.indexOf('`') >= 0
                || rest.startsWith("%")
                || rest.startsWith("<")
                || rest.startsWith("{")
                || rest.startsWith("\"")
                || rest.contains("<size>")
                || Scan.count(rest, rest.length(), '"') % 2 == 1;
    }

    /** Whether what stands before the class is what a JVM or a log puts there. */
    private static boolean startsEvent(String head, boolean uncaught) {
        if (head.isEmpty()) {
            return true;
        }
        for (String start : STARTS) {
            if (head.endsWith(start)) {
                String before =
                        head.substring(0, head.length() - start.length()).strip();
                return before.isEmpty() || Prefix.looksLikeLog(before) || uncaught || start.startsWith("nested");
            }
        }
        int thread = head.indexOf(THREAD);
        if (thread >= 0 && head.endsWith("\"")) {
            return thread == 0 || Prefix.looksLikeLog(head.substring(0, thread).strip() + " ");
        }
        if (Prefix.hasLevel(head) && Prefix.looksLikeLog(head)) {
            return true;
        }
        return head.endsWith("|") || (Prefix.endsBefore(head + " ", head.length()) && Prefix.time(head) != null);
    }

    private static @Nullable String thread(String head) {
        return Scan.between(head, THREAD, "\"");
    }

    /** A known message and nothing after it that would make a sentence of it. */
    private static boolean endsAsItBegan(IncidentKind kind, String message) {
        String text = message.strip();
        return !text.endsWith(".")
                && switch (kind) {
                    case DIRECT_MEMORY, NATIVE_ALLOCATION, NATIVE_THREAD, ARRAY_SIZE -> true;
                    default -> text.length() <= LONGEST && Scan.count(text, text.length(), ' ') <= MOST_BLANKS;
                };
    }

    /** What was full, by the JVM's own words; a text of somebody else is an error whose area is not named. */
    private static IncidentKind kind(String message) {
        String text = message.strip();
        for (Map.Entry<String, IncidentKind> known : WORDS) {
            if (text.startsWith(known.getKey())) {
                return known.getValue();
            }
        }
        if (text.startsWith("Cannot reserve ") && text.contains(" bytes of direct buffer memory")) {
            return IncidentKind.DIRECT_MEMORY;
        }
        boolean request = text.startsWith("request ") || text.startsWith("requested ");
        return request && Scan.number(text, text.indexOf(' ')) >= 0 && text.contains(" bytes for ")
                ? IncidentKind.NATIVE_ALLOCATION
                : IncidentKind.JAVA_OTHER;
    }
}
