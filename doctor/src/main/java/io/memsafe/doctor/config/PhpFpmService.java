package io.memsafe.doctor.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pool of PHP-FPM, a process for each request.
 *
 * @param version such as {@code 8.2}
 * @param pool its name
 * @param children at most; null for as many as fit
 * @param childBytes what one grows to
 * @param opcacheBytes shared by all
 * @param bodyBytes the largest body it takes
 */
record PhpFpmService(
        Claim claim,
        Unit unit,
        String version,
        String pool,
        @Nullable Integer children,
        long childBytes,
        long opcacheBytes,
        long bodyBytes)
        implements Service {
    private static final int LEAST = 2;
    private static final int MOST_PER_CORE = 16;

    static PhpFpmService read(Section section) {
        String version = section.name("version", ".", "8.2");
        return new PhpFpmService(
                MachineReader.claim(section, "php-fpm", Importance.FIRST_TO_GO),
                new Unit(
                        section.name("unit", "@.-_", "php" + version + "-fpm.service"),
                        "php-fpm" + version,
                        true,
                        true,
                        List.of()),
                version,
                section.name("pool", "-_", "www"),
                section.count("children", 1, 10_000),
                section.bytes("child-memory", 32 * Bytes.MIB, 16 * Bytes.GIB, 96 * Bytes.MIB),
                section.bytes("opcache", 8 * Bytes.MIB, 4 * Bytes.GIB, 64 * Bytes.MIB),
                section.bytes("body", Bytes.KIB, 64 * Bytes.GIB, 8 * Bytes.MIB));
    }

    @Override
    public Settings fit(long worstBytes, Machine machine) {
        if (children != null) {
            return new PhpFpmSettings(this, machine, children);
        }
        long fixed = new PhpFpmSettings(this, machine, 0).worstBytes();
        long count = Bytes.clamp((worstBytes - fixed) / childBytes, LEAST, (long) MOST_PER_CORE * machine.cores());
        return new PhpFpmSettings(this, machine, (int) count);
    }
}
