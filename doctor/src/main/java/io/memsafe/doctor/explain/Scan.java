package io.memsafe.doctor.explain;

import org.jspecify.annotations.Nullable;

/** Picks words and numbers out of a line by hand: time in proportion to its length, whatever it says. */
final class Scan {
    static final long NONE = -1;
    private static final int MOST_DIGITS = 18;

    private Scan() {}

    /** The whole number at a place after blanks; NONE if there is none, or it is too large. */
    static long number(String text, int at) {
        int i = at;
        while (i < text.length() && text.charAt(i) == ' ') {
            i++;
        }
        int start = i;
        long value = 0;
        while (i < text.length() && isDigit(text.charAt(i))) {
            if (i - start == MOST_DIGITS) {
                return NONE;
            }
            value = value * 10 + text.charAt(i) - '0';
            i++;
        }
        return i == start ? NONE : value;
    }

    /** The whole number after the first place of a key; NONE if there is no such key or number. */
    static long numberAfter(String text, String key) {
        int at = text.indexOf(key);
        return at < 0 ? NONE : number(text, at + key.length());
    }

    /** What stands between a key and an end, which is the end of the text if missing; null without the key. */
    static @Nullable String between(String text, String key, String end) {
        int at = text.indexOf(key);
        if (at < 0) {
            return null;
        }
        int from = at + key.length();
        int to = text.indexOf(end, from);
        String found = text.substring(from, to < 0 ? text.length() : to).strip();
        return found.isEmpty() ? null : found;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static int count(String text, int to, char wanted) {
        int count = 0;
        for (int i = 0; i < to; i++) {
            if (text.charAt(i) == wanted) {
                count++;
            }
        }
        return count;
    }

    /** Cut, and safe to write to a terminal. */
    static String printable(String text, int longest) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), longest) + 1);
        for (int i = 0; i < text.length(); i++) {
            if (out.length() >= longest) {
                return out.append('\u2026').toString();
            }
            char c = text.charAt(i);
            out.append(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c);
        }
        return out.toString();
    }

    /** Bytes for people: 512 MiB. */
    static String bytes(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        long whole = bytes;
        long tenths = 0;
        while (whole >= 1024 && unit < units.length - 1) {
            tenths = (whole % 1024) * 10 / 1024;
            whole /= 1024;
            unit++;
        }
        return (unit < 2 || tenths == 0 || whole >= 100 ? whole : whole + "." + tenths) + " " + units[unit];
    }
}
