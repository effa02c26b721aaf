package io.memsafe.doctor.explain;

import org.jspecify.annotations.Nullable;

/** What stands before a message: times in any language, hosts, units, levels, numbers of threads and of processors. */
final class Prefix {
    private static final String KERNEL = "kernel: ";
    private static final int LONGEST_STAMP = 48;
    private static final int LONGEST_TIME = 40;
    private static final String[] LEVELS = {"ERROR", "WARN", "FATAL", "SEVERE", "CRITICAL", "Error"};

    private Prefix() {}

    /** What the kernel said, of a line of dmesg, the journal or syslog. */
    static String kernelMessage(String text) {
        int at = text.indexOf(KERNEL);
        int i = at >= 0 ? at + KERNEL.length() : 0;
        while (true) {
            while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
                i++;
            }
            int end = stampEnd(text, i);
            if (end < 0) {
                return text.substring(i);
            }
            i = end;
        }
    }

    /** The end of {@code <4>}, {@code [   30.745819]}, {@code [ T1308]} or a time in brackets; not of {@code [  246]}. */
    private static int stampEnd(String text, int from) {
        if (from >= text.length() || (text.charAt(from) != '[' && text.charAt(from) != '<')) {
            return -1;
        }
        char close = text.charAt(from) == '[' ? ']' : '>';
        int end = text.indexOf(close, from);
        if (end < 0 || end - from > LONGEST_STAMP) {
            return -1;
        }
        String inside = text.substring(from + 1, end).strip();
        boolean stamp = close == '>'
                ? Scan.number(inside, 0) >= 0
                : inside.length() > 1
                        && Scan.count(inside, inside.length(), ' ') <= 6
                        && (Scan.isDigit(inside.charAt(inside.length() - 1))
                                && (inside.indexOf('.') > 0
                                        || inside.indexOf(':') > 0
                                        || inside.charAt(0) == 'T'
                                        || inside.charAt(0) == 'C'));
        return stamp ? end + 1 : -1;
    }

    /** Whether a message begins at a place: before it stands nothing, or what a log puts there, and no quote or comment. */
    static boolean endsBefore(String text, int at) {
        String head = text.substring(0, at).strip();
        if (head.isEmpty()) {
            return true;
        }
        if (isQuoted(head) || isComment(head)) {
            return false;
        }
        char last = head.charAt(head.length() - 1);
        return (last == ':'
                        || last == ']'
                        || last == '|'
                        || last == '-'
                        || last == '>'
                        || last == ','
                        || last == '\u2026')
                && looksLikeLog(head);
    }

    /** Whether it begins as lines of logs do: with a time, a level, a name and a bar, or a program and its number. */
    static boolean looksLikeLog(String head) {
        return hasLevel(head)
                || time(head) != null
                || head.indexOf(" |") > 0
                || head.indexOf("]:") > 0
                || head.charAt(0) == '['
                || head.contains(KERNEL.strip());
    }

    static boolean hasLevel(String head) {
        for (String level : LEVELS) {
            int at = head.indexOf(level);
            if (at >= 0 && isEdge(head, at - 1) && isEdge(head, at + level.length())) {
                return true;
            }
        }
        return head.contains("WARNING") || head.contains("[error]") || head.contains("level=error");
    }

    private static boolean isEdge(String text, int at) {
        return at < 0 || at >= text.length() || !Character.isLetter(text.charAt(at));
    }

    /** Whether a quotation is open at the end of the head. */
    static boolean isQuoted(String head) {
        return Scan.count(head, head.length(), '"') % 2 == 1 || Scan.count(head, head.length(), '`') % 2 == 1;
    }

    /** Whether the line is a comment, a list or a quotation of a text, or a program's. */
    static boolean isComment(String head) {
        return head.startsWith("*")
                || head.startsWith("//")
                || head.startsWith("/*")
                || head.startsWith("#")
                || head.startsWith("--")
                || head.startsWith("- ")
                || head.startsWith("> ")
                || head.startsWith("<!")
                || head.startsWith("+")
                || head.equals("-")
                || head.equals(">");
    }

    /** The time of a line, as it is written: up to the first hours, minutes and seconds, or the seconds of the kernel. */
    static @Nullable String time(String text) {
        int from = 0;
        while (from < text.length() && text.charAt(from) == ' ') {
            from++;
        }
        int most = Math.min(text.length(), from + 2 * LONGEST_TIME);
        int bar = text.indexOf("| ", from);
        if (bar >= 0 && bar < most) {
            from = bar + 2;
            most = Math.min(text.length(), from + 2 * LONGEST_TIME);
        }
        if (from < most && text.charAt(from) == '[') {
            int end = text.indexOf(']', from);
            if (end > 0 && end < most && (stampEnd(text, from) > 0 || text.charAt(end - 1) == 's')) {
                String inside = text.substring(from + 1, end).strip();
                return inside.indexOf('.') > 0 || inside.indexOf(':') > 0 ? inside : null;
            }
            from++;
        }
        for (int i = from + 2; i + 5 < most; i++) {
            if (text.charAt(i) == ':'
                    && text.charAt(i + 3) == ':'
                    && Scan.isDigit(text.charAt(i - 1))
                    && Scan.isDigit(text.charAt(i + 1))
                    && Scan.isDigit(text.charAt(i + 2))
                    && Scan.isDigit(text.charAt(i + 4))) {
                int end = i + 5;
                while (end < text.length() && " ]|\t".indexOf(text.charAt(end)) < 0) {
                    end++;
                }
                String found = text.substring(from, end);
                return found.length() <= LONGEST_TIME && !isQuoted(found) ? found.strip() : null;
            }
        }
        return null;
    }
}
