package io.memsafe.doctor;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Such as {@code 500ms}, {@code 5s}, {@code 1m}, {@code 2h}; a number alone is seconds. */
final class DurationConverter implements ITypeConverter<Duration> {
    private static final long MOST = 1_000_000;

    DurationConverter() {}

    @Override
    public Duration convert(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        try {
            long number = Long.parseLong(text.substring(0, digits));
            if (number <= MOST) {
                Duration time = switch (text.substring(digits)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "", "s" -> Duration.ofSeconds(number);
                    case "m", "min" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> null;
                };
                if (time != null) {
                    return time;
                }
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new TypeConversionException("'" + text + "' is no time such as 500ms, 5s, 1m or 2h");
    }
}
