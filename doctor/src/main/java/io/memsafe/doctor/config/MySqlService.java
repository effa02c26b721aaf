package io.memsafe.doctor.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MySQL (8.0.28 or later) or MariaDB (10.3 or later).
 *
 * @param mariaDb which of the two
 * @param connections at most
 * @param sessionBytes what one connection may take
 * @param poolBytes of the buffer pool; null for what is left
 */
record MySqlService(
        Claim claim,
        Unit unit,
        boolean mariaDb,
        int connections,
        long sessionBytes,
        @Nullable Long poolBytes) implements Service {
    private static final long LEAST_POOL = 64 * Bytes.MIB;

    static MySqlService read(Section section, boolean mariaDb) {
        String name = mariaDb ? "mariadb" : "mysql";
        return new MySqlService(
                MachineReader.claim(section, name, Importance.MUST_LIVE),
                new Unit(
                        section.name("unit", "@.-_", name + ".service"),
                        mariaDb ? "mariadbd" : "mysqld",
                        false,
                        true,
                        List.of()),
                mariaDb,
                section.count("connections", 10, 100_000, 60),
                section.bytes("session-memory", 4 * Bytes.MIB, Bytes.GIB, 8 * Bytes.MIB),
                section.bytes("buffer-pool", 16 * Bytes.MIB, Bytes.MOST));
    }

    @Override
    public Settings fit(long worstBytes, Machine machine) {
        if (poolBytes != null) {
            return new MySqlSettings(this, machine, MySqlSettings.whole(poolBytes));
        }
        long fixed = new MySqlSettings(this, machine, 0).worstBytes();
        long most = Math.min(worstBytes, machine.memoryBytes());
        // A twentieth of the pool comes on top of it.
        long pool = Math.max(LEAST_POOL, (most - fixed) / 21 * 20);
        return new MySqlSettings(this, machine, MySqlSettings.whole(pool));
    }
}
