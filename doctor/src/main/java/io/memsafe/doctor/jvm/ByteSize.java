package io.memsafe.doctor.jvm;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Sizes as text. Every unit is a power of 1024, as a JVM and Docker have it. */
public final class ByteSize {
    /** A mebibyte. */
    public static final long MIB = 1L << 20;

    private static final int LONGEST = 40;
    private static final String UNITS = "kmgtp";

    private ByteSize() {}

    /**
     * A size as people and containers write it: {@code 512m}, {@code 512Mi}, {@code 1.5 GiB}, {@code 64MB}, {@code 4096}.
     *
     * @param what for the error, for example {@code --container}
     * @param text the size
     * @return bytes, 0 or more
     * @throws InvalidFlagException if it is no size or more than 2^63 - 1 bytes
     */
    public static long parse(String what, String text) {
        String rest = text.strip().toLowerCase(Locale.ROOT);
        int end = 0;
        while (end < rest.length() && (isDigit(rest.charAt(end)) || rest.charAt(end) == '.')) {
            end++;
        }
        String digits = rest.substring(0, end);
        String unit = rest.substring(end).strip();
        if (unit.endsWith("ib")) {
            unit = unit.substring(0, unit.length() - 2);
        } else if (unit.length() == 2 && (unit.endsWith("b") || unit.endsWith("i"))) {
            unit = unit.substring(0, 1);
        } else if (unit.equals("b")) {
            unit = "";
        }
        int power = unit.length() == 1 ? UNITS.indexOf(unit.charAt(0)) + 1 : unit.isEmpty() ? 0 : -1;
        boolean dots = digits.indexOf('.') != digits.lastIndexOf('.') || digits.startsWith(".") || digits.endsWith(".");
        if (digits.isEmpty() || digits.length() > LONGEST || dots || power < 0 || (power == 0 && !unit.isEmpty())) {
            throw wrong(what, text);
        }
        BigDecimal bytes = new BigDecimal(digits).multiply(BigDecimal.valueOf(1L << (10 * power)));
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new InvalidFlagException(what + "=" + shown(text) + " is more than 2^63 - 1 bytes");
        }
        return bytes.setScale(0, RoundingMode.FLOOR).longValueExact();
    }

    /**
     * A size as a flag of a JVM has it: whole, with one letter at most; or hexadecimal.
     *
     * @param flag for the error, for example {@code -Xmx}
     * @param text for example {@code 512m}
     * @return bytes, 0 or more
     * @throws InvalidFlagException if a JVM would not take it
     */
    static long ofFlag(String flag, String text) {
        String digits = text;
        int shift = 0;
        int last = text.isEmpty() ? -1 : UNITS.indexOf(Character.toLowerCase(text.charAt(text.length() - 1)));
        if (last >= 0 && last < 4) {
            digits = text.substring(0, text.length() - 1);
            shift = 10 * (last + 1);
        }
        try {
            boolean hexadecimal = digits.startsWith("0x") || digits.startsWith("0X");
            String number = hexadecimal ? digits.substring(2) : digits;
            if (number.isEmpty() || !(Character.digit(number.charAt(0), 16) >= 0)) {
                throw wrong(flag, text);
            }
            // MaxMetaspaceSize may be 2^64 - 1, which means no limit.
            long bytes = Long.parseUnsignedLong(number, hexadecimal ? 16 : 10);
            if (bytes < 0) {
                return Long.MAX_VALUE;
            }
            return Math.multiplyExact(bytes, 1L << shift);
        } catch (NumberFormatException e) {
            throw wrong(flag, text);
        } catch (ArithmeticException e) {
            throw new InvalidFlagException(flag + ": " + shown(text) + " is more than 2^63 - 1 bytes");
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static InvalidFlagException wrong(String what, String text) {
        return new InvalidFlagException(
                what + ": '" + shown(text) + "' is no size: give a whole number with k, m or g, such as 512m");
    }

    static String shown(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length() && i < LONGEST; i++) {
            char c = text.charAt(i);
            out.append(c < ' ' || c == '\u007f' ? '?' : c);
        }
        return text.length() > LONGEST ? out.append("...").toString() : out.toString();
    }

    /**
     * For people.
     *
     * @param bytes a size; negative ones have a sign
     * @return such as {@code 1.5 GiB}, {@code 180 MiB}, {@code 12 KiB}
     */
    public static String text(long bytes) {
        double size = Math.abs((double) bytes);
        String sign = bytes < 0 ? "-" : "";
        if (size >= 10.0 * 1024 * MIB) {
            return String.format(Locale.ROOT, "%s%.1f GiB", sign, size / 1024 / MIB);
        }
        if (size >= MIB) {
            double mebibytes = size / MIB;
            return String.format(Locale.ROOT, mebibytes < 10 ? "%s%.1f MiB" : "%s%.0f MiB", sign, mebibytes);
        }
        return size >= 1024
                ? String.format(Locale.ROOT, "%s%.0f KiB", sign, size / 1024)
                : sign + (long) size + " bytes";
    }
}
