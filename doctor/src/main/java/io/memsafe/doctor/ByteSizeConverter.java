package io.memsafe.doctor;

import io.memsafe.doctor.jvm.ByteSize;
import io.memsafe.doctor.jvm.InvalidFlagException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** As people and containers write sizes: {@code 512m}, {@code 4GiB}, or a number of bytes. */
final class ByteSizeConverter implements ITypeConverter<Long> {
    private static final long MOST = 1L << 50;

    ByteSizeConverter() {}

    @Override
    public Long convert(String text) {
        try {
            long bytes = ByteSize.parse("size", text);
            if (bytes > 0 && bytes <= MOST) {
                return bytes;
            }
        } catch (InvalidFlagException e) {
            // Told below.
        }
        throw new TypeConversionException("'" + text + "' is no size such as 512m or 4g");
    }
}
