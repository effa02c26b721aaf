package io.memsafe.benchmarks.doctor;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A control group of the running kernel with a limit on its memory; needs root. Version 1 where it is mounted, else 2. */
final class MemoryGroup implements AutoCloseable {
    private static final Path TOP = Path.of("/sys/fs/cgroup");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Path folder;
    private final boolean first;

    private MemoryGroup(Path folder, boolean first) {
        this.folder = folder;
        this.first = first;
    }

    static MemoryGroup of(long limitBytes) {
        boolean first = Files.isDirectory(TOP.resolve("memory"));
        Path folder = (first ? TOP.resolve("memory") : TOP)
                .resolve("memsafe-size-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet());
        try {
            Files.createDirectory(folder);
            Files.writeString(
                    folder.resolve(first ? "memory.limit_in_bytes" : "memory.max"), Long.toString(limitBytes));
            return new MemoryGroup(folder, first);
        } catch (IOException e) {
            throw new CannotMeasureException(
                    "no control group can be made, which needs root and a kernel that lets it: " + e, e);
        }
    }

    /** A command that enters the group first, so that all of its memory counts. */
    List<String> within(List<String> command) {
        List<String> all = new ArrayList<>(List.of(
                "sh",
                "-c",
                "echo $$ > \"$0\" && exec \"$@\"",
                folder.resolve("cgroup.procs").toString()));
        all.addAll(command);
        return all;
    }

    /** The most that was charged to it. */
    long peakBytes() throws IOException {
        Path peak = folder.resolve(first ? "memory.max_usage_in_bytes" : "memory.peak");
        return Files.exists(peak) ? Long.parseLong(Files.readString(peak).strip()) : -1;
    }

    /** How many of its processes the kernel has killed. */
    long kills() throws IOException {
        for (String line : Files.readAllLines(folder.resolve(first ? "memory.oom_control" : "memory.events"))) {
            if (line.startsWith("oom_kill ")) {
                return Long.parseLong(line.substring("oom_kill ".length()).strip());
            }
        }
        return 0;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(folder);
    }
}
