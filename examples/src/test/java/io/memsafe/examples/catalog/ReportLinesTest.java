package io.memsafe.examples.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReportLinesTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void progressComesBackAsItWasWritten() {
        Snapshot now = new Snapshot(1, 2, 3, 4, 5, 6, 7, "WARNING", "2 of 3 workers wait, for = 4 MB");

        new ReportLines(out).show(now);

        assertThat(ReportLines.progress(line())).contains(now);
    }

    @Test
    void theResultComesBackAsItWasWritten() {
        RunResult result = new RunResult(RunResult.Status.INCOMPLETE, 7, false, "3 entries were set aside");

        ReportLines.result(out, result);

        assertThat(ReportLines.result(line())).contains(result);
    }

    @Test
    void halfALineOfAChildThatDiedDoesNoHarm() {
        assertThat(ReportLines.progress("@progress ms=12 items=3x by"))
                .hasValueSatisfying(now -> assertThat(now.elapsedMillis()).isEqualTo(12));
        assertThat(ReportLines.progress("Verified: all")).isEmpty();
        assertThat(ReportLines.result("@progress ms=12")).isEmpty();
    }

    private String line() {
        return bytes.toString(StandardCharsets.UTF_8).strip();
    }
}
