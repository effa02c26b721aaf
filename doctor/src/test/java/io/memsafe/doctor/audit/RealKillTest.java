package io.memsafe.doctor.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.Patience;
import io.memsafe.fork.RunningJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom the kernel of this machine kills in a control group is whom the audit names first. Needs root. */
class RealKillTest {
    private static final int MIB = 1 << 20;
    private static final long LIMIT = 320L * MIB;
    private static final int FILE_MIB = 200;

    /**
     * The larger of two goes, unless the smaller is offered with an adjustment that weighs more than the difference.
     *
     * @param adjustment of the smaller one
     * @param smallerFirst whether it is to go
     */
    @ParameterizedTest
    @CsvSource({"0, false", "500, true"})
    void theFirstInTheOrderMustBeTheOneThatIsKilled(int adjustment, boolean smallerFirst) throws Exception {
        Path group = group();
        Path file = Path.of("/dev/shm").resolve(String.valueOf(group.getFileName()));
        List<RunningJvm> children = new ArrayList<>();
        try {
            CountDownLatch ready = new CountDownLatch(2);
            RunningJvm larger = child(group, 110, 0, ready);
            RunningJvm smaller = child(group, 40, adjustment, ready);
            children.addAll(List.of(larger, smaller));
            assertThat(ready.await(2, TimeUnit.MINUTES))
                    .as("children hold their memory")
                    .isTrue();
            List<ProcessFacts> processes =
                    new MachineReader(Path.of("/")).read().processes();
            String path = new ProcessReader(new SystemFiles(Path.of("/")))
                    .one(larger.pid())
                    .group();
            long first =
                    Victims.ofGroup(path, LIMIT, processes).get(0).process().pid();
            assertThat(first).isEqualTo(smallerFirst ? smaller.pid() : larger.pid());

            // A third one fills what is left with a file in memory, which counts for the group and for no process.
            children.add(start(Filler.class, group, file.toString(), Integer.toString(FILE_MIB), ready));
            Map<Long, RunningJvm> byPid = Map.of(larger.pid(), larger, smaller.pid(), smaller);
            ForkedResult killed = byPid.get(first).await();
            assertThat(killed.exitCode()).isEqualTo(128 + 9);
            assertThat(killed.timedOut()).isFalse();
        } finally {
            children.forEach(RunningJvm::kill);
            children.forEach(RunningJvm::await);
            Files.deleteIfExists(file);
            removed(group);
        }
    }

    private static Path group() {
        Path top = Path.of("/sys/fs/cgroup");
        boolean first = Files.isDirectory(top.resolve("memory"));
        Path folder = (first ? top.resolve("memory") : top)
                .resolve("memsafe-audit-" + ProcessHandle.current().pid());
        String problem = "";
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(first ? "memory.limit_in_bytes" : "memory.max"), Long.toString(LIMIT));
        } catch (IOException e) {
            problem = e.toString();
        }
        String reason = problem;
        assumeTrue(reason.isEmpty(), () -> "optional kernel: no control group can be made: " + reason);
        return folder;
    }

    /** The kernel needs a moment until a group whose last process was killed can go. */
    private static void removed(Path group) {
        Patience.await().until(() -> {
            try {
                return !Files.exists(group) || Files.deleteIfExists(group);
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static RunningJvm child(Path group, int mebibytes, int adjustment, CountDownLatch ready) {
        return start(Holder.class, group, Integer.toString(adjustment), Integer.toString(mebibytes), ready);
    }

    private static RunningJvm start(
            Class<?> main, Path group, String argument, String mebibytes, CountDownLatch ready) {
        return ForkedJvm.on(Jdk.running())
                .collector(Collector.SERIAL)
                .heap("16m")
                .flags("-XX:MaxDirectMemorySize=200m", "-XX:TieredStopAtLevel=1")
                .ownClassPath()
                .onLine(line -> ready.countDown())
                .main(main.getName(), group.resolve("cgroup.procs").toString(), argument, mebibytes)
                .start();
    }

    /** Enters the group and writes a file. */
    static final class Filler {
        private Filler() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Files.writeString(
                    Path.of(arguments[0]), Long.toString(ProcessHandle.current().pid()));
            byte[] block = new byte[MIB];
            try (OutputStream out = Files.newOutputStream(Path.of(arguments[1]))) {
                for (int i = Integer.parseInt(arguments[2]); i > 0; i--) {
                    out.write(block);
                }
            }
            new CountDownLatch(1).await();
        }
    }

    /** Enters the group, takes memory and keeps it until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), arguments[1]);
            Files.writeString(
                    Path.of(arguments[0]), Long.toString(ProcessHandle.current().pid()));
            List<ByteBuffer> held = new ArrayList<>();
            int mebibytes = Integer.parseInt(arguments[2]);
            for (int i = 0; i < mebibytes; i++) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(MIB);
                for (int at = 0; at < MIB; at += 4096) {
                    buffer.put(at, (byte) 1);
                }
                held.add(buffer);
            }
            System.out.println("holds " + held.size());
            new CountDownLatch(1).await();
        }
    }
}
