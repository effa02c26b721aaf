package io.memsafe.doctor.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A machine of files, healthy until a test says otherwise. */
final class Snapshot {
    private final Path root;

    Snapshot(Path root) {
        this.root = root;
        for (String setting : List.of(
                "swappiness=10",
                "overcommit_memory=0",
                "overcommit_ratio=50",
                "overcommit_kbytes=0",
                "min_free_kbytes=67584",
                "max_map_count=1048576",
                "panic_on_oom=0",
                "oom_kill_allocating_task=0")) {
            int equals = setting.indexOf('=');
            put("proc/sys/vm/" + setting.substring(0, equals), setting.substring(equals + 1) + "\n");
        }
        memory(16, 2, 2, 9, 4);
        put("proc/swaps", "Filename Type Size Used Priority\n/dev/sda2 partition 2097152 0 -2\n");
        put(
                "proc/pressure/memory",
                "some avg10=0.00 avg60=0.00 avg300=0.00 total=1\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=1\n");
        put("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
        put("sys/kernel/mm/transparent_hugepage/defrag", "always defer defer+madvise [madvise] never\n");
        put("sys/kernel/mm/transparent_hugepage/khugepaged/defrag", "1\n");
        put("sys/kernel/mm/transparent_hugepage/khugepaged/max_ptes_none", "511\n");
        put("sys/devices/system/cpu/online", "0-3\n");
        put("sys/fs/cgroup/cgroup.controllers", "cpu memory pids\n");
        process(900, "earlyoom", 4, 0, "/system.slice/earlyoom.service");
    }

    Snapshot memory(long total, long swap, long swapFree, long commitLimit, long committed) {
        return put(
                "proc/meminfo",
                "MemTotal: " + (total << 20) + " kB\nSwapTotal: " + (swap << 20) + " kB\nSwapFree: " + (swapFree << 20)
                        + " kB\nCommitLimit: " + (commitLimit << 20) + " kB\nCommitted_AS: " + (committed << 20)
                        + " kB\nHugePages_Total: 0\nHugePages_Free: 0\nHugepagesize: 2048 kB\n");
    }

    Snapshot process(long pid, String name, long mebibytes, long adjustment, String group, String... arguments) {
        String folder = "proc/" + pid + "/";
        put(folder + "comm", name + "\n");
        put(
                folder + "status",
                "Name:\t" + name + "\nVmRSS:\t" + (mebibytes << 10) + " kB\nVmSwap:\t0 kB\nVmPTE:\t8 kB\n");
        put(folder + "oom_score", 666 + mebibytes / 24 + adjustment * 2 / 3 + "\n");
        put(folder + "oom_score_adj", adjustment + "\n");
        put(folder + "cgroup", "0::" + group + "\n");
        put(folder + "cmdline", arguments.length == 0 ? "" : String.join("\0", arguments) + "\0");
        return put(folder + "environ", "PATH=/bin\0");
    }

    Snapshot put(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Facts facts() {
        return new MachineReader(root).read();
    }

    Audit audit(Profile profile) {
        return Audit.of(facts(), profile);
    }
}
