package io.memsafe.doctor.explain;

import java.util.ArrayList;
import java.util.List;

/**
 * The texts within a line of a JSON log that may matter, such as the message or the stack trace, each as the lines it had.
 * The line may be cut anywhere.
 */
final class JsonText {
    private static final int MOST_LINES = 2_000;

    private JsonText() {}

    static boolean looksLike(String text) {
        return text.startsWith("{\"") || text.startsWith("{ \"");
    }

    /** Lines of all values that are texts; names of fields are left out. */
    static List<String> lines(String json) {
        List<String> lines = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        int i = 0;
        while (i < json.length() && lines.size() < MOST_LINES) {
            if (json.charAt(i) != '"') {
                i++;
                continue;
            }
            int end = text(json, i + 1, value);
            int next = end + 1;
            while (next < json.length() && json.charAt(next) == ' ') {
                next++;
            }
            if (next >= json.length() || json.charAt(next) != ':') {
                value.toString().lines().limit(MOST_LINES).forEach(lines::add);
            }
            i = end + 1;
        }
        return lines;
    }

    /** Reads a text up to its closing quote, or to the end; gives the place of that. */
    private static int text(String json, int from, StringBuilder value) {
        value.setLength(0);
        int i = from;
        while (i < json.length() && json.charAt(i) != '"') {
            char c = json.charAt(i);
            if (c == '\\' && i + 1 < json.length()) {
                i++;
                c = json.charAt(i);
                switch (c) {
                    case 'n' -> value.append('\n');
                    case 't' -> value.append('\t');
                    case 'r', 'b', 'f' -> value.append(' ');
                    case 'u' -> i = escaped(json, i, value);
                    default -> value.append(c);
                }
            } else {
                value.append(c);
            }
            i++;
        }
        return i;
    }

    private static int escaped(String json, int at, StringBuilder value) {
        int code = 0;
        for (int i = at + 1; i <= at + 4; i++) {
            int digit = i < json.length() ? Character.digit(json.charAt(i), 16) : -1;
            if (digit < 0) {
                return at;
            }
            code = code * 16 + digit;
        }
        value.append((char) code);
        return at + 4;
    }
}
