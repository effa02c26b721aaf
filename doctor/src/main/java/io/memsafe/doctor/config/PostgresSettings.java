package io.memsafe.doctor.config;

import java.util.List;

/** For shared buffers and memory of an operation. */
record PostgresSettings(PostgresService db, Machine machine, long sharedBytes, long maintenanceBytes, long workBytes)
        implements Settings {
    private static final long LEAST_SHARED = 32 * Bytes.MIB;
    private static final long LEAST_MAINTENANCE = 16 * Bytes.MIB;
    private static final long MOST_MAINTENANCE = Bytes.GIB;
    private static final long LEAST_WORK = Bytes.MIB;
    private static final long MOST_WORK = 256 * Bytes.MIB;
    private static final long PROCESSES = 64 * Bytes.MIB;
    private static final long BACKEND = 10 * Bytes.MIB;
    private static final long TEMPORARY = 4 * Bytes.MIB;
    private static final int HASH_MULTIPLIER = 2;

    static PostgresSettings within(PostgresService db, Machine machine, long worst) {
        long shared = Math.max(LEAST_SHARED, Bytes.roundDown(worst / 10 * 4, 8 * Bytes.MIB));
        long maintenance = Bytes.clamp(Bytes.roundDown(worst / 20, Bytes.MIB), LEAST_MAINTENANCE, MOST_MAINTENANCE);
        PostgresSettings none = new PostgresSettings(db, machine, shared, maintenance, 0);
        long work = Bytes.roundDown((worst - none.worstBytes()) / none.operations(), 64 * Bytes.KIB);
        PostgresSettings settings =
                new PostgresSettings(db, machine, shared, maintenance, Bytes.clamp(work, LEAST_WORK, MOST_WORK));
        if (work < LEAST_WORK && shared > LEAST_SHARED) {
            // Many connections: they get their least, and the buffers what is left.
            long fewer = shared - (settings.worstBytes() - worst);
            return new PostgresSettings(
                    db,
                    machine,
                    Math.max(LEAST_SHARED, Bytes.roundDown(fewer, 8 * Bytes.MIB)),
                    LEAST_MAINTENANCE,
                    LEAST_WORK);
        }
        return settings;
    }

    private int parallel() {
        return Math.min(8, machine.cores() / 2);
    }

    private int vacuums() {
        return machine.cores() < 4 ? 2 : 3;
    }

    /** Sorts and hashes that may run at once. */
    private long operations() {
        return (long) (db.connections() + parallel()) * db.sorts() * HASH_MULTIPLIER;
    }

    @Override
    public List<Item> worstCase() {
        return List.of(
                Item.once("postmaster, writers, launchers", PROCESSES),
                Item.once("shared buffers", sharedBytes),
                Item.once("their headers, locks, WAL buffers", sharedBytes / 32 + 32 * Bytes.MIB),
                new Item("backends and parallel workers", db.connections() + parallel(), BACKEND),
                new Item("backends: temporary tables", db.connections(), TEMPORARY),
                new Item(
                        "sorts and hashes: " + db.sorts() + " of a query, each " + HASH_MULTIPLIER + " times work_mem",
                        operations(),
                        workBytes),
                new Item("autovacuum", vacuums(), maintenanceBytes),
                Item.once("one index build", maintenanceBytes));
    }

    @Override
    public List<ConfigFile> files() {
        String folder = "postgresql/" + db.version() + "/" + db.cluster() + "/conf.d";
        ConfText text = new ConfText("#")
                .head(machine, "Goes to /etc/" + folder + ", which postgresql.conf includes.")
                .sum(worstCase(), budgetBytes())
                .blank()
                .why("PostgreSQL has no bound for one query: the sum counts " + db.sorts()
                        + " sorts or hashes in each. MemoryMax of the unit is the bound behind it.")
                .line("max_connections = " + db.connections())
                .line("shared_buffers = " + Bytes.mib(sharedBytes) + "MB")
                .line("work_mem = " + Bytes.kib(workBytes) + "kB")
                .line("hash_mem_multiplier = " + HASH_MULTIPLIER + ".0")
                .line("temp_buffers = " + Bytes.mib(TEMPORARY) + "MB")
                .line("maintenance_work_mem = " + Bytes.mib(maintenanceBytes) + "MB")
                .line("autovacuum_max_workers = " + vacuums())
                .line("autovacuum_work_mem = " + Bytes.mib(maintenanceBytes) + "MB")
                .line("wal_buffers = 16MB")
                .blank()
                .line("max_parallel_workers = " + parallel())
                .line("max_parallel_workers_per_gather = " + Math.min(2, parallel()))
                .line("max_parallel_maintenance_workers = " + Math.min(2, parallel()))
                .why("Compiled queries take some 20 MiB in each backend, which nothing bounds.")
                .line("jit = off")
                .blank()
                .why("What the planner may expect to be cached: the shared buffers and the machine's cache of files.")
                .line("effective_cache_size = " + Bytes.mib(sharedBytes + machine.cacheBytes()) + "MB")
                .why("A connection that sits in a transaction keeps its memory, and rows from being vacuumed.")
                .line("idle_in_transaction_session_timeout = 60s");
        return List.of(text.at(folder + "/memsafe.conf"));
    }
}
