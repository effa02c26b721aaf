package io.memsafe.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.PressureLevel;
import io.memsafe.Unit;
import io.memsafe.mapped.MappedTable;
import io.memsafe.mapped.MappedTableWriter;
import io.memsafe.spi.SignalUnavailableException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerSignalTest {
    private static final long MB = 1 << 20;
    private static final String V2_MOUNT = "29 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n";
    private static final String V1_MOUNT = "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";

    @TempDir
    Path folder;

    private ProcTree tree;

    @BeforeEach
    void aHostWithSixteenGigabytes() {
        tree = new ProcTree(folder);
    }

    private ContainerSignal opened() throws SignalUnavailableException {
        ContainerSignal signal = new ContainerSignal(folder);
        signal.open();
        return signal;
    }

    private void secondVersion(String group) {
        tree.file("proc/self/cgroup", "0::" + group + "\n").file("proc/self/mountinfo", V2_MOUNT);
    }

    private void group(String path, String max, long currentMb, long inactiveMb) {
        tree.file(path + "/memory.max", max + "\n")
                .file(path + "/memory.high", "max\n")
                .file(path + "/memory.current", currentMb * MB + "\n")
                .file(path + "/memory.stat", "anon 1\nfile 2\ninactive_file " + inactiveMb * MB + "\n")
                .file(path + "/memory.events", "low 0\nhigh 0\nmax 7\noom 1\noom_kill 3\n");
    }

    @Test
    void theWorkingSetIsUsageLessWhatTheKernelMayDrop() throws SignalUnavailableException {
        secondVersion("/app");
        group("sys/fs/cgroup/app", Long.toString(500 * MB), 400, 150);
        Readings readings = Readings.of(opened());
        assertThat(readings.areas)
                .containsOnlyKeys("container")
                .containsEntry(
                        "container",
                        new AreaReading("container", Unit.BYTES, 250 * MB, 500 * MB, PressureLevel.EMERGENCY));
        assertThat(readings.measures)
                .containsEntry("container-oom-kills", 3.0)
                .containsEntry("container-limit-hits", 7.0)
                .containsEntry("container-throttles", 0.0)
                .doesNotContainKey("container-swap-used");
        tree.file("sys/fs/cgroup/app/memory.swap.current", 5 * MB + "\n");
        assertThat(Readings.of(opened()).measures).containsEntry("container-swap-used", 5.0 * MB);
    }

    @Test
    void whatTablesHaveMappedDoesNotCountEither() throws Exception {
        secondVersion("/app");
        group("sys/fs/cgroup/app", Long.toString(500 * MB), 400, 150);
        String stat = "sys/fs/cgroup/app/memory.stat";
        String inactive = "inactive_file " + 150 * MB + "\n";
        tree.file(stat, inactive + "active_file " + 100 * MB + "\n");
        long before = Readings.of(opened()).areas.get("container").used();
        Path file = folder.resolve("large.table");
        try (MappedTableWriter writer = MappedTableWriter.create(file)) {
            writer.put("a", new byte[(int) (5 * MB)]);
            writer.finish();
        }
        try (MappedTable table = MappedTable.open(file)) {
            assertThat(Readings.of(opened()).areas.get("container").used()).isEqualTo(before - table.mappedBytes());
            tree.file(stat, inactive + "active_file " + 1 * MB + "\n");
            assertThat(Readings.of(opened()).areas.get("container").used())
                    .as("no more than the files have in memory")
                    .isEqualTo(249 * MB);
        }
    }

    @Test
    void theFirstVersionIsReadToo() throws SignalUnavailableException {
        tree.file("proc/self/cgroup", "8:pids:/\n4:memory:/app\n0::/\n")
                .file("proc/self/mountinfo", V2_MOUNT.replace("cgroup rw", "cgroup/unified rw") + V1_MOUNT)
                .file("sys/fs/cgroup/memory/app/memory.limit_in_bytes", 200 * MB + "\n")
                .file("sys/fs/cgroup/memory/app/memory.usage_in_bytes", 150 * MB + "\n")
                .file("sys/fs/cgroup/memory/app/memory.stat", "inactive_file 1\ntotal_inactive_file " + 50 * MB + "\n")
                .file("sys/fs/cgroup/memory/app/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n")
                .file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        Readings readings = Readings.of(opened());
        assertThat(readings.areas.get("container"))
                .extracting(AreaReading::used, AreaReading::limit)
                .containsExactly(100 * MB, 200 * MB);
        assertThat(readings.measures).containsEntry("container-oom-kills", 2.0);
    }

    @Test
    void aGroupFurtherUpThatHasLessLeftBinds() throws SignalUnavailableException {
        secondVersion("/pod/app");
        group("sys/fs/cgroup/pod/app", Long.toString(500 * MB), 100, 0);
        group("sys/fs/cgroup/pod", Long.toString(600 * MB), 550, 0);
        assertThat(Readings.of(opened()).areas.get("container"))
                .extracting(AreaReading::used, AreaReading::limit)
                .containsExactly(550 * MB, 600 * MB);
    }

    @Test
    void insideANameSpaceTheMountIsTheGroup() throws SignalUnavailableException {
        secondVersion("/../../kubepods/app");
        group("sys/fs/cgroup", Long.toString(300 * MB), 90, 0);
        assertThat(Readings.of(opened()).areas.get("container").limit()).isEqualTo(300 * MB);
    }

    @Test
    void aMountThatShowsAGroupAsItsTopIsCutOff() throws SignalUnavailableException {
        tree.file("proc/self/cgroup", "4:memory:/docker/abc/app\n")
                .file("proc/self/mountinfo", V1_MOUNT.replace("0:32 / ", "0:32 /docker/abc "))
                .file("sys/fs/cgroup/memory/app/memory.limit_in_bytes", 200 * MB + "\n")
                .file("sys/fs/cgroup/memory/app/memory.usage_in_bytes", 50 * MB + "\n")
                .file("sys/fs/cgroup/memory/app/memory.stat", "total_inactive_file 0\n")
                .file("sys/fs/cgroup/memory/app/memory.oom_control", "under_oom 0\n");
        assertThat(Readings.of(opened()).areas.get("container").limit()).isEqualTo(200 * MB);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max", "16777216000", "99999999999999999999999"})
    void aLimitThatIsNoSmallerThanTheHostIsNone(String limit) throws SignalUnavailableException {
        secondVersion("/app");
        group("sys/fs/cgroup/app", limit, 100, 0);
        assertThat(Readings.of(opened()).areas).isEmpty();
    }

    @Test
    void throttlingIsAnAreaOfItsOwnThatWarns() throws SignalUnavailableException {
        secondVersion("/app");
        group("sys/fs/cgroup/app", Long.toString(500 * MB), 100, 0);
        tree.file("sys/fs/cgroup/app/memory.high", 300 * MB + "\n");
        assertThat(Readings.of(opened()).areas.get("container-high"))
                .isEqualTo(new AreaReading("container-high", Unit.BYTES, 100 * MB, 300 * MB, PressureLevel.WARNING));
    }

    @Test
    void aLimitThatIsChangedIsSeenWithinTwoSeconds() throws SignalUnavailableException {
        secondVersion("/app");
        group("sys/fs/cgroup/app", Long.toString(500 * MB), 100, 0);
        ContainerSignal signal = opened();
        Readings.of(signal);
        tree.file("sys/fs/cgroup/app/memory.max", 200 * MB + "\n");
        Readings last = Readings.of(signal);
        for (int i = 0; i < 20; i++) {
            last = Readings.of(signal);
        }
        assertThat(last.areas.get("container").limit()).isEqualTo(200 * MB);
    }

    @Test
    void withoutGroupsTheSignalIsAbsentWithTheReason() {
        assertThatThrownBy(this::opened)
                .isInstanceOf(SignalUnavailableException.class)
                .hasMessageContaining("proc/self/cgroup cannot be read");
        tree.file("proc/self/cgroup", "8:pids:/\n").file("proc/self/mountinfo", "");
        assertThatThrownBy(this::opened).hasMessageContaining("in no control group of memory");
        tree.file("proc/self/cgroup", "4:memory:/\n");
        assertThatThrownBy(this::opened).hasMessageContaining("not mounted");
        secondVersion("/");
        assertThatThrownBy(this::opened).hasMessageContaining("has a memory.max");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "many", "-5", "\n"})
    void aMalformedFileMakesTheReadingUnavailableAndNamesTheFile(String text) throws SignalUnavailableException {
        secondVersion("/app");
        group("sys/fs/cgroup/app", Long.toString(500 * MB), 100, 0);
        ContainerSignal signal = opened();
        tree.file("sys/fs/cgroup/app/memory.current", text);
        assertThatThrownBy(() -> Readings.of(signal))
                .isInstanceOf(SignalUnavailableException.class)
                .hasMessageContaining("memory.current should hold a number")
                .hasMessageContaining("'" + text.strip() + "'");
    }

    @Test
    void filesThatVanishAndComeBackAreReadAgain() throws SignalUnavailableException {
        secondVersion("/app");
        group("sys/fs/cgroup/app", Long.toString(500 * MB), 100, 0);
        ContainerSignal signal = opened();
        tree.remove("sys/fs/cgroup/app/memory.current");
        assertThatThrownBy(() -> Readings.of(signal)).hasMessageContaining("memory.current cannot be read");
        group("sys/fs/cgroup/app", Long.toString(500 * MB), 200, 0);
        assertThat(Readings.of(signal).areas.get("container").used()).isEqualTo(200 * MB);
    }
}
