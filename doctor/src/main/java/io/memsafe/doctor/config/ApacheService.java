package io.memsafe.doctor.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Apache httpd, with threads (event) or with a process for each request (prefork, for modules that need it).
 *
 * @param requests served at once at most; null for as many as fit
 * @param prefork whether a process serves one request
 * @param childBytes what such a process grows to, with its interpreter
 * @param bodyBytes the largest body it takes
 */
record ApacheService(
        Claim claim, Unit unit, @Nullable Integer requests, boolean prefork, long childBytes, long bodyBytes)
        implements Service {
    private static final int LEAST_THREADS = 25;
    private static final int MOST_THREADS = 400;
    private static final int LEAST_CHILDREN = 4;
    private static final int MOST_CHILDREN = 256;

    static ApacheService read(Section section) {
        boolean prefork = section.choice("mpm", Map.of("event", false, "prefork", true), false);
        if (!prefork && section.has("child-memory")) {
            section.mistake("child-memory", "only with 'mpm: prefork'; threads of event have a bound of their own");
        }
        return new ApacheService(
                MachineReader.claim(section, "apache", Importance.NORMAL),
                new Unit(section.name("unit", "@.-_", "apache2.service"), "apache2", true, true, List.of()),
                section.count("requests", 1, 100_000),
                prefork,
                section.bytes("child-memory", 16 * Bytes.MIB, 16 * Bytes.GIB, 96 * Bytes.MIB),
                section.bytes("body", Bytes.KIB, 2 * Bytes.GIB - 1, 8 * Bytes.MIB));
    }

    @Override
    public Settings fit(long worstBytes, Machine machine) {
        if (requests != null) {
            return new ApacheSettings(this, machine, requests);
        }
        int step = prefork ? 1 : ApacheSettings.THREADS;
        int least = prefork ? LEAST_CHILDREN : LEAST_THREADS;
        int most = prefork ? MOST_CHILDREN : MOST_THREADS;
        long one = new ApacheSettings(this, machine, step).worstBytes();
        long each = new ApacheSettings(this, machine, 2 * step).worstBytes() - one;
        long steps = Bytes.clamp(1 + (worstBytes - one) / each, least / step, most / step);
        return new ApacheSettings(this, machine, (int) steps * step);
    }
}
