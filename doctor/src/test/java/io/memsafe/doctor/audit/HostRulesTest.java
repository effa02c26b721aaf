package io.memsafe.doctor.audit;

import static io.memsafe.doctor.audit.Severity.CRITICAL;
import static io.memsafe.doctor.audit.Severity.INFO;
import static io.memsafe.doctor.audit.Severity.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HostRulesTest {
    @TempDir
    Path root;

    private Snapshot machine;

    @BeforeEach
    void healthyMachine() {
        machine = new Snapshot(root);
    }

    @ParameterizedTest
    @EnumSource(names = {"WEB", "BATCH", "ML"})
    void aHealthyMachineMustGiveNoFinding(Profile profile) {
        Audit audit = machine.audit(profile);
        assertThat(audit.findings()).isEmpty();
        assertThat(audit.unknown()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "vm/swappiness, 60, WEB, host.swappiness, INFO",
        "vm/swappiness, 60, DATABASE, host.swappiness, WARNING",
        "vm/swappiness, 60, IN_MEMORY, host.swappiness, WARNING",
        "vm/swappiness, 60, BATCH, , ",
        "vm/swappiness, 0, BATCH, host.swappiness, INFO",
        "vm/overcommit_memory, 0, IN_MEMORY, host.overcommit, WARNING",
        "vm/overcommit_memory, 1, DATABASE, host.overcommit, WARNING",
        "vm/overcommit_memory, 1, WEB, , ",
        "vm/overcommit_memory, 2, WEB, host.overcommit, WARNING",
        "vm/min_free_kbytes, 512, WEB, host.min-free, CRITICAL",
        "vm/min_free_kbytes, 4096, WEB, host.min-free, WARNING",
        "vm/min_free_kbytes, 1677721, WEB, host.min-free, WARNING",
        "vm/panic_on_oom, 1, WEB, host.kill-settings, WARNING",
        "vm/oom_kill_allocating_task, 1, WEB, host.kill-settings, WARNING",
    })
    void aSettingMustBeJudgedByTheWork(String file, String value, Profile profile, String rule, Severity severity) {
        machine.put("proc/sys/" + file, value + "\n");
        if (rule == null) {
            assertThat(machine.audit(profile).findings()).isEmpty();
        } else {
            assertThat(machine.audit(profile).findings()).anySatisfy(finding -> {
                assertThat(finding.rule()).isEqualTo(rule);
                assertThat(finding.severity()).isEqualTo(severity);
                assertThat(finding.found()).contains(value);
                assertThat(finding.source()).startsWith("https://");
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "always, WEB, INFO",
        "always, DATABASE, WARNING",
        "always, IN_MEMORY, WARNING",
        "always, ML, ",
        "never, ML, INFO",
        "never, WEB, "
    })
    void hugePagesMustBeJudgedByTheWork(String enabled, Profile profile, Severity severity) {
        machine.put("sys/kernel/mm/transparent_hugepage/enabled", "[" + enabled + "] x\n");
        assertThat(machine.audit(profile).findings().stream()
                        .filter(finding -> finding.rule().equals("host.huge-pages"))
                        .map(Finding::severity))
                .isEqualTo(severity == null ? List.of() : List.of(severity));
    }

    @Test
    void swapThatIsMemoryMustNotBeJudgedAsADisk() {
        machine.put("proc/sys/vm/swappiness", "180\n")
                .put("proc/swaps", "Filename Type\n/dev/zram0 partition 2097152\n");
        assertThat(machine.audit(Profile.WEB).findings()).isEmpty();
    }

    @Test
    void fullSwapMustBeAWarning() {
        machine.memory(16, 2, 0, 9, 4);
        assertThat(rules(Profile.WEB, WARNING)).containsExactly("host.swap");
    }

    @Test
    void compactionWhileAProgramWaitsMustBeAWarningForServers() {
        machine.put("sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never\n")
                .put("sys/kernel/mm/transparent_hugepage/defrag", "[always] defer never\n");
        assertThat(rules(Profile.WEB, WARNING)).containsExactly("host.huge-pages-defrag");
        assertThat(rules(Profile.WEB, INFO)).containsExactly("host.huge-pages", "host.khugepaged");
        assertThat(machine.audit(Profile.ML).findings()).isEmpty();
    }

    @Test
    void aMachineThatWaitsForMemoryMustBeAWarning() {
        machine.put("proc/pressure/memory", "some avg60=60.00\nfull avg10=1.00 avg60=35.50 avg300=2.00 total=1\n");
        assertThat(machine.audit(Profile.WEB).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.found()).contains("36 %"));
    }

    @Test
    void reservedPagesThatNobodyUsesMustBeAWarning() {
        machine.put(
                "proc/meminfo",
                "MemTotal: 16777216 kB\nSwapTotal: 2097152 kB\nSwapFree: 2097152 kB\nHugePages_Total: 4096\nHugePages_Free: 4000\n"
                        + "HugePages_Rsvd: 0\nHugepagesize: 2048 kB\n");
        assertThat(rules(Profile.DATABASE, WARNING)).containsExactly("host.reserved-huge-pages");
    }

    /** What is not there is said, and nothing is judged by it. */
    @Test
    void anEmptyMachineMustBeUnknownAndNotJudged() {
        Audit audit = Audit.of(new MachineReader(root.resolve("proc/900")).read(), null);
        assertThat(audit.findings()).isEmpty();
        assertThat(audit.profile()).isEqualTo(Profile.WEB);
        assertThat(audit.profileReason()).startsWith("assumed");
        assertThat(audit.unknown())
                .extracting(UnknownFact::what)
                .contains(
                        "vm.swappiness",
                        "memory of the machine",
                        "processes",
                        "transparent huge pages",
                        "control groups");
    }

    @Test
    void whatIsNoNumberMustBeUnknown() {
        machine.put("proc/sys/vm/swappiness", "lots\n");
        Audit audit = machine.audit(Profile.DATABASE);
        assertThat(audit.findings()).noneMatch(finding -> finding.rule().equals("host.swappiness"));
        assertThat(audit.unknown())
                .containsExactly(new UnknownFact("vm.swappiness", "/proc/sys/vm/swappiness has no number but 'lots'"));
    }

    @Test
    void theWorkMustBeToldFromTheLargestKnownProgram() {
        machine.process(50, "redis-server", 900, 0, "/system.slice/redis.service");
        Audit audit = machine.audit(null);
        assertThat(audit.profile()).isEqualTo(Profile.IN_MEMORY);
        assertThat(audit.profileReason()).isEqualTo("since redis-server (50) runs here");
        assertThat(rules(null, WARNING)).containsExactly("host.overcommit");
    }

    @Test
    void theMostSevereMustComeFirst() {
        machine.put("proc/sys/vm/min_free_kbytes", "512\n")
                .put("proc/sys/vm/panic_on_oom", "2\n")
                .put("proc/sys/vm/swappiness", "0\n");
        assertThat(machine.audit(Profile.WEB).findings())
                .extracting(Finding::severity)
                .containsExactly(CRITICAL, WARNING, INFO);
        assertThat(machine.audit(Profile.WEB).needsAction()).isTrue();
    }

    private List<String> rules(Profile profile, Severity severity) {
        return machine.audit(profile).findings().stream()
                .filter(finding -> finding.severity() == severity)
                .map(Finding::rule)
                .toList();
    }
}
