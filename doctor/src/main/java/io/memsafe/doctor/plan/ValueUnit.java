package io.memsafe.doctor.plan;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The unit of numbers in an input. */
public enum ValueUnit {
    /** Bytes. */
    BYTES(SeriesUnit.BYTES, 1),
    /** 1024 bytes. */
    KIB(SeriesUnit.BYTES, 1L << 10),
    /** 1024 KiB. */
    MIB(SeriesUnit.BYTES, 1L << 20),
    /** 1024 MiB. */
    GIB(SeriesUnit.BYTES, 1L << 30),
    /** Of the limit. */
    PERCENT(SeriesUnit.PERCENT, 1),
    /** Of the limit: 1 is all of it. */
    RATIO(SeriesUnit.PERCENT, 100);

    private static final double ALL = 100;

    private final SeriesUnit series;
    private final double factor;

    ValueUnit(SeriesUnit series, double factor) {
        this.series = series;
        this.factor = factor;
    }

    SeriesUnit series() {
        return series;
    }

    double factor() {
        return factor;
    }

    /** The limit where no sample tells one: 100 of percent. */
    double ownLimit() {
        return series == SeriesUnit.PERCENT ? ALL : Double.NaN;
    }

    /** From the end of the name of a column or a metric; null if it says none. */
    static @Nullable ValueUnit ofName(String name) {
        String text = name.toLowerCase(Locale.ROOT);
        if (text.endsWith("bytes") || text.endsWith("_b")) {
            return BYTES;
        }
        if (text.endsWith("kb") || text.endsWith("kib")) {
            return KIB;
        }
        if (text.endsWith("mb") || text.endsWith("mib")) {
            return MIB;
        }
        if (text.endsWith("gb") || text.endsWith("gib")) {
            return GIB;
        }
        if (text.endsWith("pct") || text.endsWith("percent") || text.endsWith("percentage") || text.endsWith("%")) {
            return PERCENT;
        }
        return text.endsWith("ratio") ? RATIO : null;
    }
}
