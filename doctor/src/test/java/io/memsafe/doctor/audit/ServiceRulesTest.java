package io.memsafe.doctor.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceRulesTest {
    private static final String UNIT =
            "[Unit]\nDescription=x\n[Service]\nExecStart=/opt/bin/victoria-metrics -memory.allowedPercent=60\nRestart=always\n%s";

    @TempDir
    Path root;

    private Snapshot machine;

    @BeforeEach
    void healthyMachine() {
        machine = new Snapshot(root);
    }

    private void unit(String more) {
        machine.put("etc/systemd/system/metrics.service", String.format(UNIT, more));
    }

    @Test
    void aServiceWithALimitMustGiveNoFinding() {
        unit("MemoryMax=5G\n");
        assertThat(machine.audit(Profile.BATCH).findings()).isEmpty();
    }

    @Test
    void aDropInMustHaveTheLastWord() {
        unit("MemoryMax=infinity\n");
        machine.put(
                "etc/systemd/system/metrics.service.d/50-memory.conf",
                "[Service]\n# MemoryMax=infinity\nMemoryMax=70%\n");
        assertThat(machine.audit(Profile.BATCH).findings()).isEmpty();
    }

    @Test
    void aServiceThatTakesAShareOfTheMachineWithoutALimitMustBeNamed() {
        unit("");
        assertThat(machine.audit(Profile.BATCH).findings())
                .extracting(Finding::rule, Finding::severity)
                .containsExactly(tuple("service.limit", Severity.INFO), tuple("service.restart", Severity.INFO));
    }

    @Test
    void onAMachineThatHasPromisedTooMuchThatMustBeAWarning() {
        unit("MemoryMax=infinity\nRestartSec=100ms\n");
        machine.memory(8, 4, 4, 8, 9);
        assertThat(machine.audit(Profile.BATCH).findings())
                .filteredOn(finding -> finding.severity() == Severity.WARNING)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.where()).isEqualTo("/etc/systemd/system/metrics.service");
                    assertThat(finding.fix()).contains("MemoryMax=5734M");
                });
    }

    @Test
    void aLargeServiceMustBeAWarningWhateverItIs() {
        machine.put("etc/systemd/system/own.service", "[Service]\nExecStart=/opt/own\n")
                .process(50, "own", 5000, 0, "/system.slice/own.service");
        assertThat(machine.audit(Profile.BATCH).findings())
                .filteredOn(finding -> finding.severity() == Severity.WARNING)
                .singleElement()
                .satisfies(finding -> assertThat(finding.found()).contains("holds 5000 MiB"));
    }

    @Test
    void aSmallServiceMustGiveNoFinding() {
        machine.put("etc/systemd/system/own.service", "[Service]\nExecStart=/opt/own\n");
        assertThat(machine.audit(Profile.BATCH).findings()).isEmpty();
    }
}
