package io.memsafe.doctor.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HsErrReaderTest {

    @Test
    void refusedMemoryMustSayWhichAllocationAndWhatWasLeft() {
        Incident verdict = Fixtures.verdict(Fixtures.text("hs_err_native.log"));
        assertThat(verdict.kind()).isEqualTo(IncidentKind.JVM_NATIVE);
        assertThat(verdict.pid()).isEqualTo(4242);
        assertThat(verdict.limit()).isEqualTo("memory of the machine, 7.6 GiB");
        assertThat(verdict.cause())
                .isEqualTo(
                        "A call of mmap for 256 MiB (committing reserved memory) failed; the machine had 146 MiB of memory"
                                + " and swap left; the heap may take 6g.");
        assertThat(verdict.when()).isEqualTo("Fri May  1 08:00:00 2026 CEST");
    }

    @Test
    void theContainerMustBeNamedWhenTheMachineHadMemory() {
        String text = Fixtures.text("hs_err_native.log")
                .replace("MemAvailable:     150000 kB", "MemAvailable:    7000000 kB")
                .replace("memory_limit_in_bytes: unlimited", "memory_limit_in_bytes: 1048576 k");
        assertThat(Fixtures.verdict(text).limit()).isEqualTo("container, limit 1 GiB");
    }

    @Test
    void theCommitLimitMustBeNamedWhenNothingElseWasShort() {
        String text = Fixtures.text("hs_err_native.log")
                .replace("MemAvailable:     150000 kB", "MemAvailable:    7000000 kB");
        assertThat(Fixtures.verdict(text).limit()).startsWith("perhaps CommitLimit");
    }

    @Test
    void aCrashMustNotBeTakenForWantOfMemory() {
        Incident verdict = Fixtures.verdict(Fixtures.text("hs_err_crash.log"));
        assertThat(verdict.kind()).isEqualTo(IncidentKind.JVM_CRASH);
        assertThat(verdict.cause()).contains("SIGSEGV (0xb)", "libpixels.so");
        assertThat(verdict.limit()).isNull();
    }

    @Test
    void theHeadWithinALogMustDo() {
        Incident verdict = Fixtures.verdict(
                "app_1  | # There is insufficient memory for the Java Runtime Environment to continue.\n"
                        + "app_1  | # Native memory allocation (malloc) failed to allocate 32744 bytes for ChunkPool::allocate\n"
                        + "app_1  | 2026-05-01 08:00:00 restarting\n");
        assertThat(verdict.kind()).isEqualTo(IncidentKind.JVM_NATIVE);
        assertThat(verdict.cause()).startsWith("A call of malloc for 31 KiB (ChunkPool::allocate) failed");
    }

    @Test
    void anOldReportMustBeReadByItsError() {
        Incident verdict = Fixtures.verdict("# A fatal error has been detected by the Java Runtime Environment:\n#\n"
                + "# java.lang.OutOfMemoryError: requested 4096 bytes for Chunk::new. Out of swap space?\n#\n"
                + "#  Internal Error (allocation.cpp:215), pid=5, tid=6\n");
        assertThat(verdict.kind()).isEqualTo(IncidentKind.JVM_NATIVE);
        assertThat(verdict.cause()).startsWith("An allocation for 4 KiB (Chunk::new) failed");
    }

    @Test
    void aCrashThatWasAskedForAtAnErrorMustNameTheArea() {
        assertThat(Fixtures.verdict("# A fatal error has been detected by the Java Runtime Environment:\n#\n"
                                + "#  Internal Error (debug.cpp:362), pid=5, tid=6\n"
                                + "#  fatal error: OutOfMemory encountered: Java heap space\n")
                        .kind())
                .isEqualTo(IncidentKind.JAVA_HEAP);
    }
}
