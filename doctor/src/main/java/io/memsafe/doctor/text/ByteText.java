package io.memsafe.doctor.text;

import java.util.Locale;

/** Bytes for people. */
public final class ByteText {
    private static final double STEP = 1024;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private ByteText() {}

    /**
     * In the largest unit of which there is one.
     *
     * @param bytes 0 or more
     * @return such as {@code 512 B} or {@code 1.5 GiB}
     */
    public static String of(double bytes) {
        double rest = bytes;
        int i = 0;
        while (rest >= STEP && i < UNITS.length - 1) {
            rest /= STEP;
            i++;
        }
        return String.format(Locale.ROOT, i == 0 ? "%.0f %s" : "%.1f %s", rest, UNITS[i]);
    }
}
