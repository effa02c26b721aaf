package io.memsafe.doctor.gclog;

import org.jspecify.annotations.Nullable;

/**
 * Sizes as collectors write them: {@code 24M->11M(256M)}, {@code 90M(35%)->112M(44%)}, {@code 512.0M(10.0G)->33.3M(10.0G)}.
 *
 * @param before bytes
 * @param after bytes
 * @param committed bytes, -1 if it is not given
 * @param end the place after it
 */
record Sizes(long before, long after, long committed, int end) {
    private static final int MOST_DIGITS = 15;

    /** A number with a unit, and the place after it. */
    private record Size(long bytes, int end) {}

    /** What begins at a place; null if it is no change of size. */
    static @Nullable Sizes at(String text, int at) {
        Size before = size(text, at);
        if (before == null) {
            return null;
        }
        int arrow = afterParenthesis(text, before.end);
        if (!text.startsWith("->", arrow)) {
            return null;
        }
        Size after = size(text, arrow + 2);
        if (after == null) {
            return null;
        }
        int end = afterParenthesis(text, after.end);
        Size committed = end == after.end ? null : size(text, after.end + 1);
        boolean known = committed != null && committed.end < text.length() && text.charAt(committed.end) == ')';
        return new Sizes(before.bytes, after.bytes, known && committed != null ? committed.bytes : -1, end);
    }

    /** The first from a place on; null if there is none. */
    static @Nullable Sizes first(String text, int from) {
        int arrow = text.indexOf("->", from);
        while (arrow > 0) {
            int start = arrow;
            if (text.charAt(start - 1) == ')') {
                start = Math.max(from, text.lastIndexOf('(', start));
            }
            while (start > from && isPart(text.charAt(start - 1))) {
                start--;
            }
            Sizes found = at(text, start);
            if (found != null) {
                return found;
            }
            arrow = text.indexOf("->", arrow + 2);
        }
        return null;
    }

    /** {@code 1168051K(1965056K)}: used and committed, the same before and after; null if it is something else. */
    static @Nullable Sizes standing(String text, int at) {
        Size used = size(text, at);
        if (used == null || used.end >= text.length() || text.charAt(used.end) != '(') {
            return null;
        }
        Size committed = size(text, used.end + 1);
        return committed == null || committed.end >= text.length() || text.charAt(committed.end) != ')'
                ? null
                : new Sizes(used.bytes, used.bytes, committed.bytes, committed.end + 1);
    }

    /** The size after blanks; -1 if there is none. */
    static long bytes(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        Size size = size(text, at);
        return size == null ? -1 : size.bytes;
    }

    /** The decimal number that begins at a place, with a point or a comma; NaN if there is none. */
    static double decimal(String text, int at) {
        int end = decimalEnd(text, at);
        if (end == at || end - at > 2 * MOST_DIGITS) {
            return Double.NaN;
        }
        return Double.parseDouble(text.substring(at, end).replace(',', '.'));
    }

    /** After the digits, with at most one point or comma among them. */
    static int decimalEnd(String text, int at) {
        int end = at;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        if (end > at
                && end + 1 < text.length()
                && (text.charAt(end) == '.' || text.charAt(end) == ',')
                && isDigit(text.charAt(end + 1))) {
            end++;
            while (end < text.length() && isDigit(text.charAt(end))) {
                end++;
            }
        }
        return end;
    }

    private static @Nullable Size size(String text, int at) {
        int end = decimalEnd(text, at);
        if (end == at || end - at > MOST_DIGITS || end >= text.length()) {
            return null;
        }
        int shift = switch (text.charAt(end)) {
            case 'B' -> 0;
            case 'K' -> 10;
            case 'M' -> 20;
            case 'G' -> 30;
            case 'T' -> 40;
            default -> -1;
        };
        double bytes = decimal(text, at) * (shift < 0 ? 1 : 1L << shift);
        return shift < 0 || bytes > Long.MAX_VALUE / 4.0 ? null : new Size((long) bytes, end + 1);
    }

    /** After {@code (...)} if that stands here. */
    private static int afterParenthesis(String text, int at) {
        if (at < text.length() && text.charAt(at) == '(') {
            int close = text.indexOf(')', at);
            return close < 0 || close - at > 24 ? at : close + 1;
        }
        return at;
    }

    private static boolean isPart(char c) {
        return isDigit(c) || c == '.' || c == ',' || c == 'B' || c == 'K' || c == 'M' || c == 'G' || c == 'T';
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
