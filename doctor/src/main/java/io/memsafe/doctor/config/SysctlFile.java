package io.memsafe.doctor.config;

/** Settings of the kernel, by what runs on the machine. */
final class SysctlFile {
    private SysctlFile() {}

    static ConfigFile of(Machine machine) {
        ConfText text = new ConfText("#")
                .head(machine, "Goes to /etc/sysctl.d; 'sysctl --system' takes it over.")
                .blank()
                .why("What the kernel keeps free for itself and for interrupts; part of the reserve of the system.")
                .line("vm.min_free_kbytes = "
                        + Bytes.kib(Bytes.clamp(machine.memoryBytes() / 100, 16 * Bytes.MIB, 256 * Bytes.MIB)))
                .blank();
        swap(machine, text);
        text.blank();
        commit(machine, text);
        text.blank()
                .why("The kernel kills one process, and the largest: not the machine, and not whoever asked last.")
                .line("vm.panic_on_oom = 0")
                .line("vm.oom_kill_allocating_task = 0");
        if (machine.services().stream()
                .anyMatch(service -> service instanceof JvmService jvm
                        && "z".equals(jvm.shape().collector()))) {
            text.blank().why("ZGC maps its heap three times, in small pieces.").line("vm.max_map_count = 262144");
        }
        return text.at("sysctl.d/60-memsafe.conf");
    }

    private static boolean database(Machine machine) {
        return machine.has(MySqlService.class) || machine.has(PostgresService.class);
    }

    private static void swap(Machine machine, ConfText text) {
        if (machine.swapBytes() == 0) {
            text.why("vm.swappiness is left alone: there is no swap.");
        } else if (database(machine) || machine.has(JvmService.class)) {
            text.why(
                            "Buffer pools and heaps are used all over: their pages are dearer than those of the cache of files.")
                    .line("vm.swappiness = 10");
        } else {
            text.why("Processes that wait are mostly idle memory; the cache of files serves everybody.")
                    .line("vm.swappiness = 60");
        }
    }

    private static void commit(Machine machine, ConfText text) {
        boolean onlyPostgres = machine.services().stream().allMatch(PostgresService.class::isInstance);
        if (machine.cluster() != null) {
            text.why("As the kubelet expects it: limits of containers are the bound, not promises of the machine.")
                    .line("vm.overcommit_memory = 1");
        } else if (onlyPostgres) {
            text.why(
                            "Only PostgreSQL runs here, which answers a refused allocation with an error of one query, and a kill with"
                                    + " the restart of all sessions: so the kernel promises no more than there is.")
                    .line("vm.overcommit_memory = 2")
                    .line("vm.overcommit_kbytes = " + Bytes.kib(machine.memoryBytes() / 20 * 19));
        } else {
            text.why(
                            "Not 2: JVMs, and processes that fork, reserve far more than they touch, and would be refused with memory"
                                    + " left. The limits of units are the bound.")
                    .line("vm.overcommit_memory = 0");
        }
    }
}
