package io.memsafe.doctor.config;

import java.util.List;

/** For so many children. */
record PhpFpmSettings(PhpFpmService php, Machine machine, int children) implements Settings {
    /** Of a child what memory_limit does not count: the interpreter, its extensions, their libraries. */
    static final long INTERPRETER = 20 * Bytes.MIB;

    private static final long MASTER = 32 * Bytes.MIB;

    @Override
    public List<Item> worstCase() {
        return List.of(
                Item.once("master", MASTER),
                Item.once("opcache, shared by all", php.opcacheBytes()),
                new Item("children", children, php.childBytes()));
    }

    private long limit() {
        return Bytes.mib(php.childBytes() - INTERPRETER);
    }

    @Override
    public List<ConfigFile> files() {
        int few = Math.max(1, children / 4);
        ConfigFile pool = new ConfText(";")
                .head(
                        machine,
                        "Goes to /etc/php/" + php.version()
                                + "/fpm/pool.d: the last file that names a pool has the last word.")
                .sum(worstCase(), budgetBytes())
                .blank()
                .line("[" + php.pool() + "]")
                .line("pm = dynamic")
                .line("pm.max_children = " + children)
                .line("pm.start_servers = " + few)
                .line("pm.min_spare_servers = " + few)
                .line("pm.max_spare_servers = " + Math.max(few, (children + 1) / 2))
                .why("What leaks in a child goes with it.")
                .line("pm.max_requests = 500")
                .why("A request that hangs holds its child.")
                .line("request_terminate_timeout = 60s")
                .blank()
                .why("PHP refuses what goes beyond, in this one request: " + Bytes.text(php.childBytes())
                        + " of a child less " + Bytes.text(INTERPRETER)
                        + " for the interpreter. As php_admin_value, so that ini_set cannot raise it.")
                .line("php_admin_value[memory_limit] = " + limit() + "M")
                .why("Uploads go to disk as they come; only fields are held in memory.")
                .line("php_admin_value[upload_max_filesize] = " + Bytes.kib(php.bodyBytes()) + "K")
                .line("php_admin_value[post_max_size] = " + (Bytes.kib(php.bodyBytes()) + 1_024) + "K")
                .at("php/" + php.version() + "/fpm/pool.d/zz-memsafe.conf");
        ConfigFile ini = new ConfText(";")
                .head(machine, "Goes to /etc/php/" + php.version() + "/fpm/conf.d.")
                .blank()
                .why("Once for all children, read when the master starts; a restart takes changes over.")
                .line("opcache.memory_consumption = " + Bytes.mib(php.opcacheBytes()))
                .why("For each child.")
                .line("realpath_cache_size = 1M")
                .at("php/" + php.version() + "/fpm/conf.d/99-memsafe.ini");
        return List.of(pool, ini);
    }
}
