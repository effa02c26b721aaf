package io.memsafe.doctor.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerRulesTest {
    private static final String GROUP = "sys/fs/cgroup/shop/app/";
    private static final String[] FLAGS = {
        "java",
        "-Xmx512m",
        "-XX:+UseG1GC",
        "-XX:MaxMetaspaceSize=128m",
        "-XX:MaxDirectMemorySize=32m",
        "-XX:ReservedCodeCacheSize=64m",
        "-jar",
        "shop.jar"
    };

    @TempDir
    Path root;

    private Snapshot machine;

    @BeforeEach
    void healthyContainer() {
        machine = new Snapshot(root)
                .process(50, "java", 500, 0, "/shop/app", FLAGS)
                .put(GROUP + "memory.max", "max\n")
                .put("sys/fs/cgroup/shop/memory.max", (1L << 30) + "\n")
                .put(GROUP + "memory.swap.max", "0\n")
                .put(GROUP + "memory.high", "max\n")
                .put(GROUP + "memory.oom.group", "0\n")
                .put(GROUP + "memory.current", (700L << 20) + "\n")
                .put(GROUP + "memory.stat", "anon 1\ninactive_file " + (100L << 20) + "\n")
                .put(GROUP + "memory.events", "low 0\nhigh 0\nmax 3\noom 0\noom_kill 0\n")
                .put(GROUP + "cpu.max", "200000 100000\n")
                .put(GROUP + "cgroup.procs", "50\n");
    }

    private List<Finding> warnings() {
        return machine.audit(Profile.WEB).findings().stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .toList();
    }

    private List<String> rules() {
        return warnings().stream().map(Finding::rule).toList();
    }

    @Test
    void aHealthyContainerMustGiveNoWarning() {
        assertThat(warnings()).isEmpty();
        ContainerFacts facts = machine.facts().workloads().get(0).container();
        assertThat(facts.limitBytes()).as("of the group above").isEqualTo(1L << 30);
        assertThat(facts.processors()).isEqualTo(2.0);
        assertThat(facts.usageBytes()).as("without files that can be dropped").isEqualTo(600L << 20);
    }

    @Test
    void aJvmThatMayOutgrowTheLimitMustBeCritical() {
        machine.put(GROUP + "memory.max", (540L << 20) + "\n").put(GROUP + "memory.current", "1\n");
        assertThat(warnings()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("jvm.budget");
            assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(finding.fix()).startsWith("-Xmx");
        });
    }

    @Test
    void memoryHighBelowTheHeapMustBeAWarning() {
        machine.put(GROUP + "memory.high", (400L << 20) + "\n");
        assertThat(rules()).containsExactly("container.high");
    }

    @Test
    void swapOfAContainerMustBeAWarningForAJvm() {
        machine.put(GROUP + "memory.swap.max", (1L << 30) + "\n");
        assertThat(rules()).containsExactly("container.swap");
    }

    @Test
    void nearlyFullAndKilledBeforeMustBeWarnings() {
        machine.put(GROUP + "memory.current", (1100L << 20) + "\n").put(GROUP + "memory.events", "oom_kill 4\n");
        assertThat(rules()).containsExactly("container.usage", "container.usage");
    }

    @Test
    void severalProcessesOfWhichOneIsKilledMustBeNamed() {
        machine.put(GROUP + "cgroup.procs", "50\n51\n");
        assertThat(machine.audit(Profile.WEB).findings())
                .extracting(Finding::rule)
                .contains("container.kill-group");
    }

    @Test
    void aGroupOfVersionOneThatIsNeverKilledMustBeCritical(@TempDir Path old) {
        String group = "sys/fs/cgroup/memory/shop/";
        new Snapshot(old)
                .process(50, "java", 500, 0, "/shop", FLAGS)
                .put("proc/50/cgroup", "4:memory:/shop\n1:cpu:/shop\n")
                .put(group + "memory.limit_in_bytes", (1L << 30) + "\n")
                .put(group + "memory.memsw.limit_in_bytes", (1L << 30) + "\n")
                .put(group + "memory.oom_control", "oom_kill_disable 1\nunder_oom 0\noom_kill 0\n");
        File second = old.resolve("sys/fs/cgroup/cgroup.controllers").toFile();
        assertThat(second.delete()).isTrue();
        assertThat(Audit.of(new MachineReader(old).read(), Profile.WEB).findings())
                .filteredOn(finding -> finding.severity() == Severity.CRITICAL)
                .extracting(Finding::rule)
                .containsExactly("container.kill-disabled");
    }

    @Test
    void aPathThatLeavesTheMountMustNotBeFollowed() {
        machine.put("proc/50/cgroup", "0::/../../../proc\n");
        assertThat(machine.facts().workloads().get(0).container().limitBytes()).isNull();
    }

    @Test
    void onePidMustBeTheOnlyWorkload() {
        machine.process(51, "java", 100, 0, "/x", "java", "-jar", "b.jar");
        assertThat(new MachineReader(root).read(50).workloads())
                .extracting(Workload::name)
                .containsExactly("java (50)");
        assertThat(new MachineReader(root).read(77)).isNull();
    }
}
