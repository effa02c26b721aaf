package io.memsafe.benchmarks.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.ForkedResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildReportTest {

    private static final String HALF =
            "@progress ms=500 items=10 bytes=99 aside=0 oom=0 chunk=16 gc=5 level=NORMAL waiting=";
    private static final String WHOLE =
            "@progress ms=2000 items=20 bytes=199 aside=1 oom=2 chunk=64 gc=500 level=WARNING waiting=for 3 MB";

    @Test
    void theLastProgressAndTheResultMustCount() {
        Map<String, Object> values = values(
                false,
                HALF,
                WHOLE,
                "Verified: 20 entries",
                "@result status=COMPLETE contained=2 verified=true note=4 chunks of 1 to 16");
        assertThat(values)
                .containsEntry(ChildReport.END, "complete")
                .containsEntry(ChildReport.VERIFIED, true)
                .containsEntry(ChildReport.ITEMS, 20L)
                .containsEntry(ChildReport.SET_ASIDE, 1L)
                .containsEntry(ChildReport.CONTAINED, 2L)
                .containsEntry(ChildReport.SECONDS, 2.0)
                .containsEntry(ChildReport.GC_RATIO, 0.25)
                .containsEntry(ChildReport.NOTE, "4 chunks of 1 to 16");
    }

    @Test
    void aChildWithoutAResultMustBeACrashWithItsLastWords() {
        assertThat(values(false, HALF))
                .containsEntry(ChildReport.END, "crash")
                .containsEntry(ChildReport.VERIFIED, false)
                .containsEntry(ChildReport.ITEMS, 10L)
                .containsEntry(ChildReport.NOTE, "java.lang.OutOfMemoryError: Java heap space");
    }

    @Test
    void aChildThatWasKilledMustBeATimeout() {
        assertThat(values(true, HALF)).containsEntry(ChildReport.END, "timeout");
    }

    @Test
    void aChildThatSaidNothingMustHaveDoneNothing() {
        assertThat(values(false)).containsEntry(ChildReport.ITEMS, 0L).containsEntry(ChildReport.SECONDS, 0.0);
    }

    private static Map<String, Object> values(boolean timedOut, String... lines) {
        return ChildReport.values(new ForkedResult(
                1,
                timedOut,
                List.of(lines),
                "first\njava.lang.OutOfMemoryError: Java heap space",
                Duration.ofSeconds(3),
                1 << 20,
                Duration.ofSeconds(4)));
    }
}
