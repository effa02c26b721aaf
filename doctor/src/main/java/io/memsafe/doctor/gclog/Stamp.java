package io.memsafe.doctor.gclog;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * When a line was written, by what stands before its message.
 *
 * @param uptimeSeconds NaN if it is not there
 * @param time null if it is not there
 */
record Stamp(double uptimeSeconds, @Nullable Instant time) {
    static final Stamp UNKNOWN = new Stamp(Double.NaN, null);
    /** Longer than a JVM runs: such a number of seconds is a time by the clock. */
    private static final double EPOCH_SECONDS = 1e9;

    private static final int LONGEST_DATE = 30;

    /** From {@code [2022-11-10T03:37:29.443-0800][0.017s][info][gc]}. */
    static Stamp unified(String text, int to) {
        double uptime = Double.NaN;
        Instant time = null;
        int open = text.indexOf('[');
        while (open >= 0 && open < to) {
            int close = text.indexOf(']', open);
            if (close < 0 || close > to) {
                break;
            }
            if (close > open + 1 && Sizes.isDigit(text.charAt(open + 1))) {
                if (time == null && text.startsWith("-", open + 5)) {
                    time = date(text, open + 1, close);
                } else {
                    double seconds = seconds(text, open + 1, close);
                    if (seconds >= EPOCH_SECONDS) {
                        time = time == null ? Instant.ofEpochMilli((long) (seconds * 1_000)) : time;
                    } else if (Double.isNaN(uptime)) {
                        uptime = seconds;
                    }
                }
            }
            open = text.indexOf('[', close);
        }
        return new Stamp(uptime, time);
    }

    private static double seconds(String text, int from, int to) {
        int end = Sizes.decimalEnd(text, from);
        double number = Sizes.decimal(text, from);
        return switch (text.substring(end, Math.min(to, end + 3))) {
            case "s" -> number;
            case "ms" -> number / 1e3;
            case "ns" -> number / 1e9;
            default -> Double.NaN;
        };
    }

    /** From {@code 2012-10-19T18:50:05.531+0100: 1281.514: } before a collection. */
    static Stamp legacy(String text, int to) {
        int end = to;
        // Past "#3: ", the number of the collection.
        int number = text.lastIndexOf('#', end);
        if (number >= 0 && end - number <= 12 && text.startsWith(": ", end - 2)) {
            end = number;
        }
        double uptime = Double.NaN;
        if (end >= 3 && (text.startsWith(": ", end - 2) || text.charAt(end - 1) == ':')) {
            int stop = text.charAt(end - 1) == ':' ? end - 1 : end - 2;
            int start = stop;
            while (start > 0 && (Sizes.isDigit(text.charAt(start - 1)) || ".,".indexOf(text.charAt(start - 1)) >= 0)) {
                start--;
            }
            uptime = Sizes.decimalEnd(text, start) == stop && start < stop ? Sizes.decimal(text, start) : Double.NaN;
        }
        Instant time = null;
        int t = text.lastIndexOf('T', end);
        if (t >= 10 && t + 9 < text.length() && text.charAt(t - 3) == '-') {
            int zone = text.indexOf(": ", t);
            time = date(text, t - 10, zone < 0 ? text.length() : zone);
        }
        return new Stamp(uptime, time);
    }

    /** {@code 2022-11-10T03:37:29.443-0800}; without a zone it is taken as UTC. */
    static @Nullable Instant date(String text, int from, int to) {
        if (to - from < 19 || to - from > LONGEST_DATE) {
            return null;
        }
        String date = text.substring(from, to).replace(',', '.');
        int length = date.length();
        char sign = date.charAt(length - 5);
        try {
            if (sign == '+' || (sign == '-' && length > 23)) {
                date = date.substring(0, length - 2) + ":" + date.substring(length - 2);
            } else if (date.charAt(length - 1) != 'Z' && date.charAt(length - 6) != '+') {
                return java.time.LocalDateTime.parse(date).toInstant(ZoneOffset.UTC);
            }
            return OffsetDateTime.parse(date).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
