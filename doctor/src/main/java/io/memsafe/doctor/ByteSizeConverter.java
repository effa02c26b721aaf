package io.memsafe.doctor;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** As after {@code -Xmx}: {@code 512m}, {@code 4g}, or a number of bytes. */
final class ByteSizeConverter implements ITypeConverter<Long> {
    private static final String UNITS = "kmgt";
    private static final int SHIFT = 10;
    private static final long MOST = 1L << 50;

    ByteSizeConverter() {}

    @Override
    public Long convert(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int unit = lower.isEmpty() ? -1 : UNITS.indexOf(lower.charAt(lower.length() - 1));
        String digits = unit < 0 ? lower : lower.substring(0, lower.length() - 1);
        try {
            long number = Long.parseLong(digits);
            if (number > 0 && number <= (MOST >> (SHIFT * (unit + 1)))) {
                return number << (SHIFT * (unit + 1));
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new TypeConversionException("'" + text + "' is no size such as 512m or 4g");
    }
}
