package io.memsafe;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A control group of the running kernel, made for one test; needs root. */
final class RealControlGroup implements AutoCloseable {
    private static final Path TOP = Path.of("/sys/fs/cgroup");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Path folder;

    private RealControlGroup(Path folder) {
        this.folder = folder;
    }

    /** A group with a limit on its memory; the test is skipped where the kernel does not allow one. */
    static RealControlGroup ofMemory(long limitBytes) {
        return Files.isDirectory(TOP.resolve("memory"))
                ? made(TOP.resolve("memory"), "memory.limit_in_bytes", limitBytes)
                : made(TOP, "memory.max", limitBytes);
    }

    /** A group with a limit on its tasks; the test is skipped where the kernel does not allow one. */
    static RealControlGroup ofTasks(long limit) {
        return made(Files.isDirectory(TOP.resolve("pids")) ? TOP.resolve("pids") : TOP, "pids.max", limit);
    }

    private static RealControlGroup made(Path top, String limitFile, long limit) {
        Path folder = top.resolve("memsafe-test-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet());
        String problem;
        try {
            Files.createDirectory(folder);
            Files.writeString(folder.resolve(limitFile), Long.toString(limit));
            problem = "";
        } catch (IOException e) {
            problem = e.toString();
        }
        String reason = problem;
        assumeTrue(reason.isEmpty(), () -> "optional kernel: no control group can be made: " + reason);
        return new RealControlGroup(folder);
    }

    /** What a child writes its process number to, to enter the group. */
    String door() {
        return folder.resolve("cgroup.procs").toString();
    }

    /** Enters the group; for the child. */
    static void enter(String door) {
        try {
            Files.writeString(
                    Path.of(door), Long.toString(ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
