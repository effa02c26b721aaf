package io.memsafe.doctor.audit;

import io.memsafe.doctor.jvm.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads and writes words and numbers. */
final class Texts {
    private static final int MOST_DIGITS = 18;

    private Texts() {}

    /** Cut, and safe to write to a terminal; line ends stay, since fixes have several lines. */
    static String printable(String text, int longest) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), longest) + 1);
        for (int i = 0; i < text.length(); i++) {
            if (out.length() >= longest) {
                return out.append('\u2026').toString();
            }
            char c = text.charAt(i);
            boolean bad = c != '\n' && (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
            out.append(bad ? ' ' : c);
        }
        return out.toString();
    }

    /** The whole number that a text is, with a sign or without; null if it is none, or has more than 18 digits. */
    static @Nullable Long number(String text) {
        String stripped = text.strip();
        boolean negative = stripped.startsWith("-");
        String digits = negative ? stripped.substring(1) : stripped;
        if (digits.isEmpty() || digits.length() > MOST_DIGITS + 1) {
            return null;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return null;
            }
        }
        try {
            return Long.valueOf(negative ? "-" + digits : digits);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The words of a line, parted by any number of blanks or tabs. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= line.length(); i++) {
            boolean blank = i == line.length() || line.charAt(i) <= ' ';
            if (blank && start >= 0) {
                words.add(line.substring(start, i));
                start = -1;
            } else if (!blank && start < 0) {
                start = i;
            }
        }
        return words;
    }

    /** Bytes for people: 512 MiB, 14.5 GiB. */
    static String bytes(long bytes) {
        return ByteSize.text(bytes);
    }

    /** A share for people: 82 %. */
    static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.0f %%", ratio * 100);
    }
}
