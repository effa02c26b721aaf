package io.memsafe.doctor.audit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Amounts as Kubernetes, containers and systemd write them. */
final class Quantity {
    private static final List<String> BINARY = List.of("Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final List<String> DECIMAL = List.of("k", "M", "G", "T", "P", "E");
    private static final int LONGEST = 30;

    private Quantity() {}

    /**
     * A quantity of Kubernetes: {@code 512Mi}, {@code 1.5Gi}, {@code 2e9}, {@code 128974848}. A small m means a thousandth there, which is
     * a trap for memory.
     *
     * @return the amount, rounded up as Kubernetes does; null if it is no quantity
     */
    static @Nullable BigDecimal kubernetes(String text) {
        String stripped = text.strip();
        for (int i = 0; i < BINARY.size(); i++) {
            if (stripped.endsWith(BINARY.get(i))) {
                return times(stripped.substring(0, stripped.length() - 2), BigDecimal.valueOf(1L << (10 * (i + 1))));
            }
        }
        if (stripped.endsWith("m")) {
            return times(stripped.substring(0, stripped.length() - 1), new BigDecimal("0.001"));
        }
        BigDecimal plain = plain(stripped);
        if (plain != null) {
            return plain;
        }
        for (int i = 0; i < DECIMAL.size(); i++) {
            if (stripped.endsWith(DECIMAL.get(i))) {
                return times(stripped.substring(0, stripped.length() - 1), BigDecimal.TEN.pow(3 * (i + 1)));
            }
        }
        return null;
    }

    /**
     * A size of Docker, a JVM or systemd, whose suffixes are powers of 1024 in any case: {@code 512m}, {@code 1G}; also {@code Mi},
     * {@code MB} and {@code MiB}.
     *
     * @return bytes; null if it is no size
     */
    static @Nullable Long size(String text) {
        String stripped = text.strip().toLowerCase(Locale.ROOT);
        String bare = stripped.endsWith("ib")
                ? stripped.substring(0, stripped.length() - 2)
                : stripped.endsWith("b") || stripped.endsWith("i")
                        ? stripped.substring(0, stripped.length() - 1)
                        : stripped;
        int power = bare.isEmpty() ? -1 : "kmgtpe".indexOf(bare.charAt(bare.length() - 1));
        BigDecimal value = power < 0
                ? plain(bare)
                : times(bare.substring(0, bare.length() - 1), BigDecimal.valueOf(1L << (10 * (power + 1))));
        return value == null ? null : bytes(value);
    }

    /** Whole bytes, rounded up; null if negative or more than a long holds. */
    static @Nullable Long bytes(BigDecimal value) {
        if (value.signum() < 0 || value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) >= 0) {
            return null;
        }
        return value.setScale(0, RoundingMode.CEILING).longValue();
    }

    /** A per cent number such as 1.25, as a ratio. */
    static @Nullable Double plainRatio(String percent) {
        BigDecimal value = plain(percent.strip());
        return value == null ? null : value.doubleValue() / 100;
    }

    /** A time of systemd in milliseconds: {@code 5}, {@code 100ms}, {@code 1min 30s}; null if it is none. */
    static @Nullable Long millis(String text) {
        BigDecimal total = BigDecimal.ZERO;
        List<String> words = Texts.words(text);
        for (String word : words) {
            int unitAt = 0;
            while (unitAt < word.length() && (Character.isDigit(word.charAt(unitAt)) || word.charAt(unitAt) == '.')) {
                unitAt++;
            }
            long factor = switch (word.substring(unitAt)) {
                case "ms", "msec" -> 1;
                case "", "s", "sec", "second", "seconds" -> 1_000;
                case "m", "min", "minute", "minutes" -> 60_000;
                case "h", "hr", "hour", "hours" -> 3_600_000;
                default -> -1;
            };
            BigDecimal value = times(word.substring(0, unitAt), BigDecimal.valueOf(factor));
            if (value == null || factor < 0) {
                return null;
            }
            total = total.add(value);
        }
        return words.isEmpty() ? null : bytes(total);
    }

    private static @Nullable BigDecimal times(String number, BigDecimal factor) {
        BigDecimal value = plain(number);
        return value == null ? null : value.multiply(factor);
    }

    private static @Nullable BigDecimal plain(String number) {
        if (number.isEmpty() || number.length() > LONGEST) {
            return null;
        }
        for (int i = 0; i < number.length(); i++) {
            if ("0123456789.eE+-".indexOf(number.charAt(i)) < 0) {
                return null;
            }
        }
        try {
            BigDecimal value = new BigDecimal(number);
            // An exponent of a billion would make a number of a billion digits.
            return Math.abs((long) value.scale()) > 2L * LONGEST ? null : value;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
