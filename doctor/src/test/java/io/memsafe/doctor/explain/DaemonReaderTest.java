package io.memsafe.doctor.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DaemonReaderTest {

    @Test
    void killsOfSystemdOomdMustBeReadInBothWordings() {
        List<Incident> incidents =
                Fixtures.explain(Fixtures.text("systemd-oomd.log")).incidents();
        assertThat(incidents)
                .extracting(Incident::kind)
                .containsOnly(IncidentKind.SYSTEMD_OOMD)
                .hasSize(2);
        assertThat(incidents)
                .extracting(Incident::victim)
                .containsExactly(
                        "/system.slice/batch.service",
                        "/user.slice/user-1000.slice/user@1000.service/app.slice/app-ide-77.scope");
        assertThat(incidents)
                .extracting(Incident::limit)
                .containsExactly(
                        "memory and swap of the machine",
                        "memory pressure of /user.slice/user-1000.slice/user@1000.service, limit 50.00%");
    }

    /** The service manager's line belongs to the kill before it. */
    @Test
    void oneKillMustBeOneIncident() {
        Incident first =
                Fixtures.explain(Fixtures.text("systemd-oomd.log")).incidents().get(1);
        assertThat(first.evidence()).extracting(Evidence::line).containsExactly(1L, 2L);
    }

    @Test
    void theServiceManagersLineAloneMustDo() {
        Incident verdict = Fixtures.verdict(
                "Jan 10 12:00:00 desk systemd[1500]: a.scope: systemd-oomd killed 2 process(es) in this unit.");
        assertThat(verdict.victim()).isEqualTo("a.scope");
        assertThat(verdict.limit()).isNull();
    }

    @Test
    void killsOfEarlyoomMustNameProcessAndSize() {
        Incident verdict = Fixtures.verdict(Fixtures.text("earlyoom.log"));
        assertThat(verdict.kind()).isEqualTo(IncidentKind.EARLYOOM);
        assertThat(verdict.victim()).isEqualTo("Web Content");
        assertThat(verdict.by()).isEqualTo("earlyoom, SIGTERM");
        assertThat(verdict.users()).containsExactly(new MemoryUser("Web Content", 3131L, 2100L << 20, 0));
        assertThat(verdict.when()).isEqualTo("May  1 08:00:01");
    }
}
