package io.memsafe.doctor.config;

import java.util.List;

/**
 * PostgreSQL 13 or later.
 *
 * @param version the major one
 * @param cluster its name, as Debian has it
 * @param connections at most
 * @param sorts operations of one query that sort or hash at once
 */
record PostgresService(Claim claim, Unit unit, int version, String cluster, int connections, int sorts)
        implements Service {

    static PostgresService read(Section section) {
        int version = section.count("version", 13, 99, 15);
        String cluster = section.name("cluster", "_", "main");
        return new PostgresService(
                MachineReader.claim(section, "postgresql", Importance.MUST_LIVE),
                new Unit(
                        section.name("unit", "@.-_", "postgresql@" + version + "-" + cluster + ".service"),
                        "postgres",
                        true,
                        true,
                        List.of()),
                version,
                cluster,
                section.count("connections", 5, 10_000, 50),
                section.count("sorts", 1, 20, 2));
    }

    @Override
    public Settings fit(long worstBytes, Machine machine) {
        return PostgresSettings.within(this, machine, Math.min(worstBytes, machine.memoryBytes()));
    }
}
