package io.memsafe.doctor.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillRulesTest {
    @TempDir
    Path root;

    private Snapshot machine;

    @BeforeEach
    void healthyMachine() {
        machine = new Snapshot(root);
    }

    @Test
    void theOrderMustBeThatOfTheKernelsScores() {
        machine.process(10, "large", 4000, 0, "/a")
                .process(11, "spared", 8000, -1000, "/b")
                .process(12, "offered", 10, 900, "/c")
                .process(1, "init", 9000, 0, "/init.scope");
        assertThat(machine.audit(Profile.WEB).victims())
                .extracting(victim -> victim.process().name())
                .containsExactly("offered", "large", "earlyoom");
    }

    /** Half of 1000 is half of the group's limit, not of the machine. */
    @Test
    void withinAGroupAnAdjustmentMustWeighByItsLimit() {
        machine.process(10, "large", 180, 0, "/pod/a")
                .process(11, "offered", 60, 500, "/pod/b")
                .process(12, "other", 999, 0, "/x");
        List<ProcessFacts> processes = machine.facts().processes();
        assertThat(Victims.ofGroup("/pod", 300L << 20, processes))
                .extracting(victim -> victim.process().name())
                .containsExactly("offered", "large");
        assertThat(Victims.ofGroup("/pod", 200L << 20, processes))
                .extracting(victim -> victim.process().name())
                .containsExactly("large", "offered");
    }

    @Test
    void whoKeepsTheMachineRunningMustNotComeFirst() {
        machine.process(40, "sshd", 900, 0, "/system.slice/ssh.service");
        assertThat(machine.audit(Profile.WEB).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("host.first-killed");
            assertThat(finding.fix()).contains("systemctl edit ssh.service", "OOMScoreAdjust=-900");
        });
    }

    @Test
    void aDatabaseThatIsKilledFirstMustBeAWarning() {
        machine.process(40, "postgres", 5000, 0, "/system.slice/postgresql@15-main.service");
        assertThat(machine.audit(null).findings())
                .filteredOn(finding -> finding.severity() == Severity.WARNING)
                .singleElement()
                .satisfies(finding -> assertThat(finding.fix()).contains("postgresql@15-main.service"));
    }

    @Test
    void whoCanNeverBeKilledMustNotBeLarge() {
        machine.process(40, "java", 9000, -1000, "/system.slice/shop.service");
        assertThat(machine.audit(Profile.BATCH).findings())
                .extracting(Finding::rule)
                .contains("host.never-killed");
    }

    @Test
    void withoutADaemonAServerMustBeToldOfThem() {
        machine.process(900, "bash", 4, 0, "/x");
        assertThat(machine.audit(Profile.WEB).findings())
                .extracting(Finding::rule)
                .containsExactly("host.killer");
        assertThat(machine.audit(Profile.BATCH).findings()).isEmpty();
    }

    @Test
    void oomdWithoutStallsMustBeAWarning() throws IOException {
        machine.process(900, "systemd-oomd", 4, 0, "/x");
        Files.delete(root.resolve("proc/pressure/memory"));
        assertThat(machine.audit(Profile.WEB).findings())
                .filteredOn(finding -> finding.severity() == Severity.WARNING)
                .extracting(Finding::rule)
                .containsExactly("host.killer");
    }

    @Test
    void manyMappingsMustBeAWarning() {
        machine.process(40, "java", 900, 0, "/x")
                .put("proc/sys/vm/max_map_count", "100\n")
                .put("proc/40/maps", "x\n".repeat(90));
        assertThat(machine.audit(Profile.WEB).findings())
                .filteredOn(finding -> finding.rule().equals("host.maps"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.found()).contains("90 mappings"));
    }
}
