package io.memsafe.doctor.config;

import java.util.ArrayList;
import java.util.List;

/** For a buffer pool. */
record MySqlSettings(MySqlService db, Machine machine, long poolBytes) implements Settings {
    private static final long KEYS = 8 * Bytes.MIB;
    private static final long ARIA = 32 * Bytes.MIB;
    private static final long LOG = 16 * Bytes.MIB;
    private static final long TEMPORARY = 64 * Bytes.MIB;
    private static final long SMALL_CHUNK = 16 * Bytes.MIB;
    private static final long LARGE_CHUNK = 128 * Bytes.MIB;
    private static final long SMALL_MACHINE = 4 * Bytes.GIB;

    /** MySQL rounds a pool up to whole chunks in each instance, past the plan: so it is whole from the start. */
    static long whole(long bytes) {
        if (bytes < Bytes.GIB) {
            return Bytes.roundDown(bytes, SMALL_CHUNK);
        }
        return Bytes.roundDown(bytes, LARGE_CHUNK * instances(bytes));
    }

    private static long instances(long bytes) {
        return Bytes.clamp(bytes / (2 * Bytes.GIB), 1, 8);
    }

    private boolean performanceSchema() {
        return !db.mariaDb() && machine.memoryBytes() > SMALL_MACHINE;
    }

    private long base() {
        if (db.mariaDb()) {
            return 112 * Bytes.MIB;
        }
        return (performanceSchema() ? 384 : 192) * Bytes.MIB;
    }

    private long stack() {
        return db.mariaDb() ? 292 * Bytes.KIB : Bytes.MIB;
    }

    @Override
    public List<Item> worstCase() {
        List<Item> items = new ArrayList<>();
        items.add(Item.once(
                performanceSchema() ? "server, dictionary and performance schema" : "server and dictionary", base()));
        items.add(Item.once("buffer pool", poolBytes));
        items.add(Item.once("what describes its pages, and the hash index", poolBytes / 20));
        items.add(Item.once("log buffer", LOG));
        items.add(Item.once("key buffer of MyISAM", KEYS));
        if (db.mariaDb()) {
            items.add(Item.once("page cache of Aria", ARIA));
        } else {
            items.add(Item.once("temporary tables of all sessions", TEMPORARY));
        }
        items.add(new Item("connections: memory of a session", connections(), db.sessionBytes()));
        items.add(new Item("connections: stack", connections(), stack()));
        return items;
    }

    /** One more is kept for the administrator. */
    private long connections() {
        return db.connections() + 1L;
    }

    @Override
    public List<ConfigFile> files() {
        String folder = db.mariaDb() ? "mysql/mariadb.conf.d" : "mysql/mysql.conf.d";
        ConfText text = new ConfText("#")
                .head(machine, "Goes to /etc/" + folder + "; files are read in the order of their names.")
                .sum(worstCase(), budgetBytes())
                .blank()
                .line(db.mariaDb() ? "[mariadbd]" : "[mysqld]")
                .line("max_connections = " + db.connections())
                .blank();
        pool(text);
        text.line("innodb_log_buffer_size = " + Bytes.mib(LOG) + "M")
                .why("Pages are cached once, in the pool, and not by the kernel too.")
                .line("innodb_flush_method = O_DIRECT")
                .why("Only for tables of MyISAM, which should be none.")
                .line("key_buffer_size = " + Bytes.mib(KEYS) + "M")
                .blank();
        session(text);
        text.blank();
        if (db.mariaDb()) {
            text.why(
                            "The query cache is off: it serialises all sessions on one lock and is thrown away at each write. MySQL"
                                    + " 8 has removed it; MariaDB still has it.")
                    .line("query_cache_type = 0")
                    .line("query_cache_size = 0");
        } else {
            text.why(
                    "No query_cache_size or query_cache_type, whatever older guides say: MySQL 8 has removed the query cache,"
                            + " and does not start with them. Nor innodb_additional_mem_pool_size, removed in 5.7.");
        }
        return List.of(text.at(folder + "/99-memsafe.cnf"));
    }

    private void pool(ConfText text) {
        text.line("innodb_buffer_pool_size = " + Bytes.mib(poolBytes) + "M");
        if (db.mariaDb()) {
            text.line("aria_pagecache_buffer_size = " + Bytes.mib(ARIA) + "M");
        } else {
            text.why("A pool is rounded up to whole chunks in each instance: this one is whole.")
                    .line("innodb_buffer_pool_instances = " + (poolBytes < Bytes.GIB ? 1 : instances(poolBytes)))
                    .line("innodb_buffer_pool_chunk_size = "
                            + Bytes.mib(poolBytes < Bytes.GIB ? SMALL_CHUNK : LARGE_CHUNK) + "M")
                    .why(
                            performanceSchema()
                                    ? "Counted in the sum."
                                    : "On a machine of up to 4 GiB its some 200 MiB do more as buffer pool.")
                    .line("performance_schema = " + (performanceSchema() ? "ON" : "OFF"));
        }
    }

    private void session(ConfText text) {
        long session = db.sessionBytes();
        text.why(
                "A session that needs more fails with an error, instead of the server with a signal. Buffers are per use,"
                        + " not per session: a join of five tables takes four join buffers.");
        if (db.mariaDb()) {
            text.line("max_session_mem_used = " + session);
        } else {
            text.line("connection_memory_limit = " + session)
                    .line("global_connection_memory_tracking = ON")
                    .line("global_connection_memory_limit = " + connections() * session)
                    .why("In memory up to this, of all sessions; then on disk.")
                    .line("temptable_max_ram = " + TEMPORARY)
                    .line("temptable_max_mmap = 0");
        }
        long quarter = session / 4;
        text.line("tmp_table_size = " + quarter)
                .line("max_heap_table_size = " + quarter)
                .why("A packet is held as a whole: blobs and long INSERTs are bounded by it.")
                .line("max_allowed_packet = " + Bytes.roundDown(session / 2, Bytes.MIB))
                .line("sort_buffer_size = " + Math.min(Bytes.MIB, quarter / 2))
                .line("join_buffer_size = 256K")
                .line("read_buffer_size = 128K")
                .line("read_rnd_buffer_size = 256K")
                .line("thread_stack = " + Bytes.kib(stack()) + "K")
                .why("Threads of connections that ended, each with its stack; they count as connections above.")
                .line("thread_cache_size = " + Math.min(32, db.connections() / 4));
    }
}
