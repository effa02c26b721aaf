package io.memsafe.doctor.config;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Amounts of memory as people and programs write them. */
final class Bytes {
    static final long KIB = 1L << 10;
    static final long MIB = 1L << 20;
    static final long GIB = 1L << 30;
    /** More than any machine has; sums of some thousands of it fit into a long. */
    static final long MOST = 1L << 50;

    private static final Map<String, Long> UNITS = Map.of("KIB", KIB, "MIB", MIB, "GIB", GIB, "TIB", GIB << 10);

    private Bytes() {}

    /** The bytes of {@code 512MiB} or {@code 1.5 GiB}; null if it is not written so, or is out of bounds. */
    static @Nullable Long parse(String text) {
        int digits = 0;
        while (digits < text.length() && (isDigit(text.charAt(digits)) || text.charAt(digits) == '.')) {
            digits++;
        }
        String number = text.substring(0, digits);
        Long unit = UNITS.get(text.substring(digits).strip().toUpperCase(Locale.ROOT));
        if (unit == null || digits > 15 || number.chars().noneMatch(Bytes::isDigit)) {
            return null;
        }
        try {
            double bytes = Double.parseDouble(number) * unit;
            return bytes > MOST ? null : (long) bytes;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** For people. */
    static String text(long bytes) {
        if (bytes >= GIB) {
            return String.format(Locale.ROOT, "%.2f GiB", (double) bytes / GIB);
        }
        return bytes >= MIB
                ? String.format(Locale.ROOT, "%.1f MiB", (double) bytes / MIB)
                : String.format(Locale.ROOT, "%.1f KiB", (double) bytes / KIB);
    }

    static long mib(long bytes) {
        return bytes / MIB;
    }

    static long kib(long bytes) {
        return bytes / KIB;
    }

    static long roundDown(long bytes, long step) {
        return bytes / step * step;
    }

    static long roundUp(long bytes, long step) {
        return (bytes + step - 1) / step * step;
    }

    static long clamp(long bytes, long least, long most) {
        return Math.max(least, Math.min(most, bytes));
    }
}
