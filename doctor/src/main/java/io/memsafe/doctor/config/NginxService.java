package io.memsafe.doctor.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * nginx, whose memory is mostly buffers of what is in flight.
 *
 * @param requests in flight at most; null for as many as fit
 * @param role what it does with a request
 * @param tls whether it ends TLS
 * @param gzip whether it compresses
 * @param bodyBytes the largest body it takes
 */
record NginxService(
        Claim claim, Unit unit, @Nullable Integer requests, Role role, boolean tls, boolean gzip, long bodyBytes)
        implements Service {
    private static final int LEAST = 64;
    private static final int MOST = 4_096;

    /** Where answers come from. */
    enum Role {
        PROXY,
        FASTCGI,
        STATIC;

        static final Map<String, Role> IDS = Map.of("proxy", PROXY, "fastcgi", FASTCGI, "static", STATIC);
    }

    static NginxService read(Section section) {
        return new NginxService(
                MachineReader.claim(section, "nginx", Importance.NORMAL),
                new Unit(section.name("unit", "@.-_", "nginx.service"), "nginx", true, true, List.of()),
                section.count("requests", 1, 1_000_000),
                section.choice("role", Role.IDS, Role.PROXY),
                section.flag("tls", true),
                section.flag("gzip", false),
                section.bytes("body", Bytes.KIB, Bytes.GIB << 10, 8 * Bytes.MIB));
    }

    @Override
    public Settings fit(long worstBytes, Machine machine) {
        if (requests != null) {
            return new NginxSettings(this, machine, requests);
        }
        long fixed = new NginxSettings(this, machine, 0).worstBytes();
        long each = new NginxSettings(this, machine, 1).worstBytes() - fixed;
        return new NginxSettings(this, machine, (int) Bytes.clamp((worstBytes - fixed) / each, LEAST, MOST));
    }
}
