package io.memsafe.doctor.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelReaderTest {
    private static final String V2 = "kernel-cgroup-v2-6.1.log";

    @Test
    void theVictimMustBeWhoWasKilledNotWhoWasSelected() {
        Incident verdict = Fixtures.verdict(Fixtures.text("kernel-global-3.10.log"));
        assertThat(verdict.kind()).isEqualTo(IncidentKind.KERNEL_GLOBAL);
        assertThat(verdict.victim()).isEqualTo("node worker");
        assertThat(verdict.pid()).isEqualTo(3077);
        assertThat(verdict.by()).isEqualTo("kernel, when indexer asked for memory");
        assertThat(verdict.limit()).isEqualTo("memory of the machine, 3.9 GiB, swap 1.9 GiB with 12 KiB free");
        assertThat(verdict.when()).isEqualTo("Mar  3 04:11:52");
        assertThat(verdict.evidence().get(0).line()).isEqualTo(2);
    }

    @Test
    void theLargestUsersMustComeFromTheTable() {
        assertThat(Fixtures.verdict(Fixtures.text("kernel-global-3.10.log")).users())
                .startsWith(
                        new MemoryUser("java", 3020L, 700_000L * 4096, 300_000L * 4096),
                        new MemoryUser("node worker", 3077L, 180_000L * 4096, 9_000L * 4096))
                .hasSize(4);
    }

    @Test
    void aGroupOfVersionTwoThatIsKilledWholeMustBeOneIncident() {
        Explanation explanation = Fixtures.explain(Fixtures.text(V2));
        assertThat(explanation.incidents()).hasSize(1);
        Incident verdict = explanation.incidents().get(0);
        assertThat(verdict.kind()).isEqualTo(IncidentKind.KERNEL_CGROUP_V2);
        assertThat(verdict.victim()).isEqualTo("java");
        assertThat(verdict.limit()).isEqualTo("control group /kubepods/burstable/pod1/app, limit 512 MiB");
        assertThat(verdict.cause())
                .contains("the largest was java (7001)")
                .endsWith("1 more of its group were killed.");
        assertThat(verdict.advice()).anyMatch(sentence -> sentence.contains("MaxRAMPercentage"));
    }

    @Test
    void sharedMemoryMustBeNamedWhenItHoldsMost() {
        Incident verdict = Fixtures.verdict(Fixtures.text(V2).replace("shmem 0", "shmem 400000000"));
        assertThat(verdict.users().get(0).name()).startsWith("shared memory");
        assertThat(verdict.advice()).hasSize(1).first().asString().contains("/dev/shm");
    }

    @Test
    void aGroupOfVersionOneMustBeTold() {
        String text = Fixtures.text(V2)
                .replace("swap: usage 0kB, limit 0kB", "memory+swap: usage 0kB, limit 9007199254740988kB");
        assertThat(Fixtures.verdict(text).kind()).isEqualTo(IncidentKind.KERNEL_CGROUP_V1);
    }

    /** As mail programs and narrow terminals break lines. */
    @Test
    void brokenLinesMustBeJoined() {
        Explanation explanation = Fixtures.explain(Fixtures.text("kernel-wrapped.log"));
        assertThat(explanation.incidents()).hasSize(1);
        assertThat(explanation.incidents().get(0).kind()).isEqualTo(IncidentKind.KERNEL_GLOBAL);
        assertThat(explanation.incidents().get(0).victim()).isEqualTo("linker");
        assertThat(explanation.incidents().get(0).pid()).isEqualTo(5150);
    }

    @Test
    void aReportWithoutItsBeginningMustKeepItsTable() {
        String text = Fixtures.text(V2);
        Incident verdict = Fixtures.verdict(text.substring(text.indexOf("[ 9120.400201]")));
        assertThat(verdict.kind()).isEqualTo(IncidentKind.KERNEL_CGROUP);
        assertThat(verdict.by()).isEqualTo("kernel");
        assertThat(verdict.users()).extracting(MemoryUser::name).containsExactly("java", "sh");
    }

    @Test
    void aReportWithoutItsEndMustInventNoVictim() {
        String text = Fixtures.text(V2);
        Incident verdict = Fixtures.verdict(text.substring(0, text.indexOf("[ 9120.400300]")));
        assertThat(verdict.victim()).isNull();
        assertThat(verdict.pid()).isNull();
        assertThat(verdict.kind()).isEqualTo(IncidentKind.KERNEL_CGROUP_V2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<6>[ 9120.400310] ",
                "[Tue Feb  3 10:11:12 2026] ",
                "[火  2月  3 10:11:12 2026] ",
                "[ 9120.400310] [ T7001] ",
                "Feb 03 10:11:12 host kernel: ",
                "2026-02-03T10:11:12.123+01:00 host kernel: [ 9120.400310] ",
                "{\"MESSAGE\":\"",
            })
    void whatALogPutsBeforeMustNotMatter(String prefix) {
        Incident verdict = Fixtures.verdict(
                prefix
                        + "Memory cgroup out of memory: Killed process 12 (my (app)) total-vm:1000kB, anon-rss:500kB, file-rss:0kB");
        assertThat(verdict.victim()).isEqualTo("my (app)");
        assertThat(verdict.pid()).isEqualTo(12);
        assertThat(verdict.kind()).isEqualTo(IncidentKind.KERNEL_CGROUP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Out of memory: Killed process 9, UID 0, (app) total-vm:1kB, anon-rss:1kB, file-rss:0kB",
                "Out of memory: kill process 9 (app) score 12 or a child\nKilled process 9 (app)",
                "Out of memory (oom_kill_allocating_task): Kill process 9 (app) score 0 or sacrifice child",
                "Killed process 9 (app) total-vm:1kB, anon-rss:1kB, file-rss:0kB",
            })
    void oldWordingMustBeRead(String text) {
        assertThat(Fixtures.verdict(text).victim()).isEqualTo("app");
        assertThat(Fixtures.verdict(text).pid()).isEqualTo(9);
    }

    /** An old line has no sizes, and looks as if it went on. */
    @Test
    void aLineThatIsWholeMustNotTakeTheNextOne() {
        Incident verdict = Fixtures.verdict("Out of memory: kill process 9 (app) score 12 or a child\n"
                + "Killed process 9 (app)\nusb 1-1: new device\n");
        assertThat(verdict.evidence())
                .extracting(Evidence::text)
                .doesNotContain("Killed process 9 (app) usb 1-1: new device");
    }

    @Test
    void aKernelThatFindsNobodyToKillMustHaveNoVictim() {
        Incident verdict = Fixtures.verdict("[ 1.5] init invoked oom-killer: gfp_mask=0x1(GFP_X), order=0\n"
                + "[ 1.5] Mem-Info:\n[ 1.5] Out of memory and no killable processes...\n");
        assertThat(verdict.kind()).isEqualTo(IncidentKind.KERNEL_GLOBAL);
        assertThat(verdict.victim()).isNull();
        assertThat(verdict.evidence()).hasSize(2);
    }

    @Test
    void theAllocatorMustNotBeTakenForTheKiller() {
        Incident verdict = Fixtures.verdict(
                "Feb 03 10:11:12 kernel: systemd-oomd invoked oom-killer: gfp_mask=0x1(GFP_X)\n"
                        + "Feb 03 10:11:12 kernel: oom-kill:constraint=CONSTRAINT_NONE,global_oom,task_memcg=/,task=app,pid=9,uid=0\n");
        assertThat(verdict.kind()).isEqualTo(IncidentKind.KERNEL_GLOBAL);
        assertThat(verdict.victim()).isEqualTo("app");
    }

    @Test
    void ofSeveralKillsTheLastMustBeTheVerdict() {
        Explanation explanation = Fixtures.explain("Out of memory: Killed process 1 (a) total-vm:1kB, anon-rss:1kB\n"
                + "Out of memory: Killed process 2 (b) total-vm:1kB, anon-rss:1kB\n");
        assertThat(explanation.incidents()).extracting(Incident::victim).containsExactly("b", "a");
        assertThat(explanation.seen()).containsEntry(IncidentKind.KERNEL_GLOBAL, 2L);
    }

    @Test
    void whatSystemdSaysMustCountOnlyWithoutTheReport() {
        String unit =
                "Feb 03 10:11:12 host systemd[1]: app.service: A process of this unit has been killed by the OOM killer.\n";
        assertThat(Fixtures.verdict(unit).victim()).isEqualTo("app.service");
        assertThat(Fixtures.explain(Fixtures.text(V2) + unit).incidents()).hasSize(1);
    }
}
