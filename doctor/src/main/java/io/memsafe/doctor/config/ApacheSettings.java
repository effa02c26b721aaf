package io.memsafe.doctor.config;

import java.util.List;

/** For so many requests at once. */
record ApacheSettings(ApacheService apache, Machine machine, int requests) implements Settings {
    static final int THREADS = 25;
    private static final long PARENT = 16 * Bytes.MIB;
    private static final long CHILD = 16 * Bytes.MIB;
    private static final int FIELDS = 64;
    private static final long FIELD = 8_190;
    private static final long KEPT = 256 * Bytes.KIB;
    /** Of the stack what is touched, and buckets of the answer. */
    private static final long THREAD = 256 * Bytes.KIB;

    private int children() {
        return (requests + THREADS - 1) / THREADS;
    }

    private int threads() {
        return (requests + children() - 1) / children();
    }

    @Override
    public List<Item> worstCase() {
        if (apache.prefork()) {
            return List.of(Item.once("parent", PARENT), new Item("children", requests, apache.childBytes()));
        }
        long all = (children() + 1L) * threads();
        return List.of(
                Item.once("parent", PARENT),
                new Item("children, with one that ends while its successor serves", children() + 1L, CHILD),
                new Item("threads: stack and answer", all, THREAD),
                new Item("threads: headers of a request, " + FIELDS + " of 8 KiB", all, FIELDS * FIELD),
                new Item("threads: freed memory they keep", all, KEPT));
    }

    @Override
    public List<ConfigFile> files() {
        String mpm = apache.prefork() ? "mpm_prefork" : "mpm_event";
        ConfText text = new ConfText("#")
                .head(
                        machine,
                        "Goes to /etc/apache2/conf-available; 'a2enconf memsafe' turns it on, after the files of modules.")
                .sum(worstCase(), budgetBytes())
                .blank()
                .line("<IfModule !" + mpm + "_module>")
                .line("    Error \"memsafe.conf was planned for " + mpm + ": a2enmod " + mpm + "\"")
                .line("</IfModule>")
                .blank();
        if (apache.prefork()) {
            prefork(text);
        } else {
            event(text);
        }
        text.blank()
                .why("A header that does not fit is refused, instead of growing the thread.")
                .line("LimitRequestFields " + FIELDS)
                .line("LimitRequestFieldSize " + FIELD)
                .line("LimitRequestLine 8190")
                .line("LimitRequestBody " + apache.bodyBytes())
                .blank()
                .why("Freed memory beyond this goes back to the system; the default is 2 MiB for each thread.")
                .line("MaxMemFree " + Bytes.kib(KEPT))
                .blank()
                .why("Slow and idle clients hold what a request has.")
                .line("Timeout 60")
                .line("KeepAlive On")
                .line("KeepAliveTimeout 5")
                .line("MaxKeepAliveRequests 500");
        return List.of(text.at("apache2/conf-available/memsafe.conf"));
    }

    private void event(ConfText text) {
        text.why(
                        "Requests at once; ServerLimit also bounds children that end after MaxConnectionsPerChild or a graceful"
                                + " restart while others have taken their place.")
                .line("ServerLimit " + (children() + 1))
                .line("StartServers 1")
                .line("ThreadLimit " + threads())
                .line("ThreadsPerChild " + threads())
                .line("MaxRequestWorkers " + children() * threads())
                .line("MinSpareThreads " + threads())
                .line("MaxSpareThreads " + Math.max(2, children()) * threads())
                .line("AsyncRequestWorkerFactor 2")
                .why("What leaks in a child goes with it.")
                .line("MaxConnectionsPerChild 10000");
    }

    private void prefork(ConfText text) {
        int spare = Math.max(1, requests / 4);
        text.why("A process for each request; mod_php and others that are not safe with threads need it.")
                .line("ServerLimit " + requests)
                .line("MaxRequestWorkers " + requests)
                .line("StartServers " + spare)
                .line("MinSpareServers " + spare)
                .line("MaxSpareServers " + Math.max(2, requests / 2))
                .why("What leaks in a child goes with it.")
                .line("MaxConnectionsPerChild 1000")
                .line("<IfModule php_module>")
                .line("    php_admin_value memory_limit "
                        + Bytes.mib(Math.max(8 * Bytes.MIB, apache.childBytes() - PhpFpmSettings.INTERPRETER)) + "M")
                .line("</IfModule>");
    }
}
