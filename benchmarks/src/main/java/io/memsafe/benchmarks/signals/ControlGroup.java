package io.memsafe.benchmarks.signals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A control group of the running kernel, made for one child; needs root. Version 1 where it is mounted, else 2. */
final class ControlGroup implements AutoCloseable {
    private static final Path TOP = Path.of("/sys/fs/cgroup");
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final long MEMORY_BYTES = 200L << 20;
    private static final long TASKS = 500;

    private final Path folder;

    private ControlGroup(Path folder) {
        this.folder = folder;
    }

    /** Whether a scenario runs in a group. */
    static boolean isNeededBy(Scenario scenario) {
        return scenario == Scenario.CONTAINER || scenario == Scenario.THREADS;
    }

    /** The group of a scenario that needs one; empty where the kernel does not allow it. */
    static Optional<ControlGroup> of(Scenario scenario) {
        return scenario == Scenario.CONTAINER
                ? made("memory", "memory.limit_in_bytes", "memory.max", MEMORY_BYTES)
                : made("pids", "pids.max", "pids.max", TASKS);
    }

    private static Optional<ControlGroup> made(String controller, String limitFile1, String limitFile2, long limit) {
        boolean first = Files.isDirectory(TOP.resolve(controller));
        Path top = first ? TOP.resolve(controller) : TOP;
        Path folder = top.resolve("memsafe-lab-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet());
        try {
            Files.createDirectory(folder);
            Files.writeString(folder.resolve(first ? limitFile1 : limitFile2), Long.toString(limit));
            return Optional.of(new ControlGroup(folder));
        } catch (IOException e) {
            // Not root, not Linux, or the controller is not delegated: the lab says that the scenario is left out.
            return Optional.empty();
        }
    }

    /** What a child writes its process number to, to enter the group. */
    String door() {
        return folder.resolve("cgroup.procs").toString();
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(folder);
    }
}
