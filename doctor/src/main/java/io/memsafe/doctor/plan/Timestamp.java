package io.memsafe.doctor.plan;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Times as tables have them: seconds or milliseconds since 1970, or ISO-8601, which is in UTC if it does not say. */
final class Timestamp {
    /** No time. */
    static final long NONE = Long.MIN_VALUE;

    /** As seconds this would be in the year 5138, as milliseconds it is in 1973. */
    private static final double SECONDS_BELOW = 1e11;

    private static final double MILLIS = 1e3;
    private static final int LENGTH_OF_DATE = 10;
    private static final int LONGEST = 40;

    private Timestamp() {}

    /** Milliseconds since 1970; {@link #NONE} if it is no time. */
    static long parse(String raw) {
        String text = raw.strip();
        if (text.length() > LONGEST) {
            return NONE;
        }
        double number = number(text);
        if (!Double.isNaN(number)) {
            return millis(number);
        }
        if (text.length() < LENGTH_OF_DATE || text.charAt(4) != '-') {
            return NONE;
        }
        try {
            if (text.length() == LENGTH_OF_DATE) {
                return LocalDate.parse(text)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .toEpochMilli();
            }
            String iso = text.substring(0, LENGTH_OF_DATE)
                    + 'T'
                    + text.substring(LENGTH_OF_DATE + 1).replace(" ", "");
            if (iso.endsWith("UTC")) {
                iso = iso.substring(0, iso.length() - 3) + 'Z';
            }
            boolean zoned = iso.endsWith("Z") || iso.indexOf('+') > 0 || iso.lastIndexOf('-') > LENGTH_OF_DATE;
            return zoned
                    ? OffsetDateTime.parse(iso).toInstant().toEpochMilli()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            return NONE;
        }
    }

    static long millis(double sinceEpoch) {
        return Math.round(Math.abs(sinceEpoch) < SECONDS_BELOW ? sinceEpoch * MILLIS : sinceEpoch);
    }

    /** NaN if it is no plain decimal number. */
    static double number(String raw) {
        String text = raw.strip();
        if (text.isEmpty() || text.length() > LONGEST) {
            return Double.NaN;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                return Double.NaN;
            }
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
