package io.memsafe.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.internal.DirectMemory;
import io.memsafe.spi.MemorySignal;
import io.memsafe.spi.SignalUnavailableException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The signals of this JVM and this machine, read for real. */
class BuiltInSignalsTest {
    private static final int MB = 1 << 20;

    private static Readings read(MemorySignal signal) throws SignalUnavailableException {
        signal.open();
        try {
            return Readings.of(signal);
        } finally {
            signal.close();
        }
    }

    @Test
    void modulesAndClassPathsFindTheSameSignals() throws IOException {
        Path classes = Path.of("target", "classes");
        ModuleDescriptor module;
        try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
            module = ModuleDescriptor.read(in);
        }
        List<String> provided = module.provides().stream()
                .filter(each -> each.service().equals(MemorySignal.class.getName()))
                .flatMap(each -> each.providers().stream())
                .toList();
        List<String> listed = Files.readAllLines(classes.resolve("META-INF/services/" + MemorySignal.class.getName()));
        assertThat(listed).containsExactlyInAnyOrderElementsOf(provided).hasSizeGreaterThan(5);
    }

    @Test
    void namesAreUniqueAndIntervalsLongEnough() {
        Set<String> names = new HashSet<>();
        for (MemorySignal signal : ServiceLoader.load(MemorySignal.class)) {
            assertThat(names.add(signal.name())).as(signal.name()).isTrue();
            assertThat(signal.name()).matches("[a-z]+(-[a-z]+)*");
            assertThat(signal.interval().toMillis()).isBetween(10L, 60_000L);
        }
        assertThat(names).contains("metaspace", "container", "threads", "direct-buffers");
    }

    @Test
    void directBuffersAreSeenAgainstTheirLimit() throws SignalUnavailableException {
        ByteBuffer held = ByteBuffer.allocateDirect(8 * MB);
        AreaReading area = read(new DirectMemorySignal()).areas.get("direct-buffers");
        assertThat(area.used()).isGreaterThanOrEqualTo(held.capacity());
        assertThat(area.limit()).isEqualTo(Runtime.getRuntime().maxMemory());
    }

    @Test
    void nettyTellsItsOwnDirectMemory() throws SignalUnavailableException {
        NettyDirectSignal signal = new NettyDirectSignal();
        signal.open();
        long before = Readings.of(signal).areas.get("netty-direct").used();
        ByteBuf held = PooledByteBufAllocator.DEFAULT.directBuffer(4 * MB);
        AreaReading area = Readings.of(signal).areas.get("netty-direct");
        held.release();
        assertThat(area.used() - before).isGreaterThanOrEqualTo(4 * MB);
        assertThat(area.limit()).isPositive();
    }

    @Test
    void metaspaceAndTheCodeCacheHaveFigures() throws SignalUnavailableException {
        Readings metaspace = read(new MetaspaceSignal());
        assertThat(metaspace.measures.get("metaspace")).isGreaterThan(MB);
        assertThat(metaspace.areas.get("compressed-class-space").used()).isPositive();
        assertThat(read(new CodeCacheSignal()).areas.get("code-cache").used()).isGreaterThan(MB);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void threadsAreCounted() throws SignalUnavailableException, InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        ThreadsSignal signal = new ThreadsSignal();
        signal.open();
        double before = Readings.of(signal).measures.get("threads-live");
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Thread thread = new Thread(() -> {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            threads.add(thread);
        }
        Readings readings = Readings.of(signal);
        end.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(readings.measures.get("threads-live") - before)
                .as("200, less those of others that ended meanwhile")
                .isGreaterThan(150);
        assertThat(readings.areas.get("threads").limit())
                .isGreaterThan(readings.areas.get("threads").used());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theProcessAndTheHostHaveFigures() throws SignalUnavailableException {
        Readings nativeMemory = read(new NativeMemorySignal());
        assertThat(nativeMemory.measures.get("resident-set")).isGreaterThan(20.0 * MB);
        assertThat(nativeMemory.measures.get("resident-unaccounted"))
                .isBetween(0.0, nativeMemory.measures.get("resident-set"));
        assertThat(nativeMemory.measures.get("resident-files"))
                .isBetween(1.0 * MB, nativeMemory.measures.get("resident-set"));
        AreaReading host = read(new HostMemorySignal()).areas.get("host-memory");
        assertThat(host.used()).isBetween(1L, host.limit());
        assertThat(read(new OomScoreSignal()).measures).containsKeys("oom-score", "oom-score-adjustment");
    }

    @Test
    void aMappedFileThatIsNotResidentHidesNoNativeMemory(@TempDir Path folder) throws Exception {
        new ProcTree(folder).file("proc/self/status", "VmRSS:\t 64000000 kB\nRssFile:\t 1000 kB\n");
        double before = read(new NativeMemorySignal(folder)).measures.get("resident-unaccounted");
        MappedByteBuffer sparse;
        try (FileChannel channel = FileChannel.open(
                folder.resolve("sparse"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            sparse = channel.map(FileChannel.MapMode.READ_WRITE, 0, 1 << 30);
        }
        double mapped = read(new NativeMemorySignal(folder)).measures.get("resident-unaccounted");
        DirectMemory.free(sparse);
        assertThat(before - mapped).as("less what the heap has grown").isLessThan(700.0 * MB);
    }

    @Test
    void theTightestLimitOfThreadsBinds(@TempDir Path folder) throws SignalUnavailableException {
        new ProcTree(folder)
                .file("proc/loadavg", "0.10 0.20 0.30 2/900 4711\n")
                .file("proc/sys/kernel/threads-max", "1000\n")
                .file("proc/self/cgroup", "0::/pod/app\n")
                .file("proc/self/mountinfo", "29 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n")
                .file("sys/fs/cgroup/pod/app/pids.max", "max\n")
                .file("sys/fs/cgroup/pod/app/pids.current", "10\n")
                .file("sys/fs/cgroup/pod/pids.max", "60\n")
                .file("sys/fs/cgroup/pod/pids.current", "40\n");
        AreaReading area = read(new ThreadsSignal(folder)).areas.get("threads");
        assertThat(area.used()).isEqualTo(40);
        assertThat(area.limit()).isEqualTo(60);
    }

    @Test
    void theUsersLimitOfThreadsBindsUnlessTheUserIsRoot(@TempDir Path folder) throws SignalUnavailableException {
        ProcTree tree = new ProcTree(folder)
                .file("proc/loadavg", "0.10 0.20 0.30 2/900 4711\n")
                .file("proc/sys/kernel/threads-max", "100000\n")
                .file("proc/self/cgroup", "0::/\n")
                .file("proc/self/mountinfo", "\n")
                .file(
                        "proc/self/limits",
                        "Max processes             2000                 4000                 processes\n")
                .file("proc/self/status", "Name:\tjava\nUid:\t1000\t1000\t1000\t1000\n");
        assertThat(read(new ThreadsSignal(folder)).areas.get("threads").limit()).isEqualTo(2_000);
        tree.file("proc/self/status", "Name:\tjava\nUid:\t0\t0\t0\t0\n");
        Readings root = read(new ThreadsSignal(folder));
        assertThat(root.areas.get("threads").limit()).isEqualTo(100_000);
        assertThat(root.measures.get("thread-stacks-reserved"))
                .isGreaterThanOrEqualTo(root.measures.get("threads-live") * (64 << 10));
    }

    @Test
    void pressureStallIsThatOfTheGroupWhereItTells(@TempDir Path folder) throws SignalUnavailableException {
        ProcTree tree = new ProcTree(folder)
                .file("proc/pressure/memory", "some avg10=1.00 avg60=0 avg300=0 total=0\nfull avg10=0.50 avg60=0\n");
        assertThat(read(new PressureStallSignal(folder)).measures)
                .containsEntry("pressure-stall-some", 0.01)
                .containsEntry("pressure-stall-full", 0.005);
        tree.file("proc/self/cgroup", "0::/app\n")
                .file("proc/self/mountinfo", "29 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n")
                .file("sys/fs/cgroup/app/memory.pressure", "some avg10=40.00 avg60=0\nfull avg10=20.00 avg60=0\n");
        assertThat(read(new PressureStallSignal(folder)).measures).containsEntry("pressure-stall-some", 0.4);
    }

    @Test
    void offLinuxTheSignalsOfTheKernelAreAbsentWithTheFileThatIsMissing(@TempDir Path folder) {
        for (MemorySignal signal : List.of(
                new ThreadsSignal(folder),
                new NativeMemorySignal(folder),
                new PressureStallSignal(folder),
                new HostMemorySignal(folder),
                new OomScoreSignal(folder),
                new ContainerSignal(folder))) {
            assertThatThrownBy(signal::open)
                    .isInstanceOf(SignalUnavailableException.class)
                    .hasMessageContaining("cannot be read")
                    .hasMessageContaining(folder.toString());
            signal.close();
        }
    }

    @Test
    void aWordIsNoNumberAndAHugeOneIsNoLimit(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("limit");
        Files.writeString(file, "99999999999999999999\nkey: 12 kB\nkeys 13\n", StandardCharsets.UTF_8);
        try (ProcFile proc = new ProcFile(file).read()) {
            assertThat(proc.first()).isEqualTo(ProcFile.UNLIMITED);
            assertThat(proc.value("key")).isEqualTo(12);
            assertThat(proc.value("keys")).isEqualTo(13);
            assertThat(proc.value("ke")).isEqualTo(ProcFile.ABSENT);
        }
    }

    @Test
    void aFileLargerThanTheFirstBufferIsReadWhole(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("stat");
        Files.writeString(file, "filler 1\n".repeat(2_000) + "last 42\n");
        try (ProcFile proc = new ProcFile(file).read()) {
            assertThat(proc.value("last")).isEqualTo(42);
        }
    }
}
