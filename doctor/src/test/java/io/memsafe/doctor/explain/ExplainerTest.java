package io.memsafe.doctor.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.doctor.text.Lines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    private static final String ERROR = "java.lang.OutOfMemoryError: Java heap space";

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    @Test
    void gzipMustBeKnownByItsFirstBytes() throws IOException {
        byte[] plain = Fixtures.bytes("application.log");
        assertThat(Fixtures.explain(gzip(plain))).isEqualTo(Fixtures.explain(plain));
    }

    @Test
    void gzipThatEndsEarlyMustKeepWhatWasRead() throws IOException {
        byte[] plain = ((ERROR + "\n") + "x 1 y\n".repeat(50_000)).getBytes(StandardCharsets.UTF_8);
        byte[] whole = gzip(plain);
        Explanation explanation = Fixtures.explain(Arrays.copyOf(whole, whole.length - 20));
        assertThat(explanation.incidents()).hasSize(1);
        assertThat(explanation.notes()).singleElement().asString().startsWith("log is not whole");
    }

    @Test
    void linesMustBeCountedAndLongOnesCut() {
        String text = "a\r\n" + "y".repeat(3 * Lines.LONGEST) + " " + ERROR + "\n" + ERROR + "\n";
        Explanation explanation = Fixtures.explain(text);
        assertThat(explanation.linesRead()).isEqualTo(3);
        assertThat(explanation.incidents()).hasSize(1);
        assertThat(explanation.incidents().get(0).evidence()).containsExactly(new Evidence("log", 3, ERROR));
    }

    @Test
    void theLastLineNeedsNoEndAndBytesNeedNotBeText() {
        byte[] text = ("\u00ff " + ERROR).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Fixtures.explain(text).linesRead()).isEqualTo(1);
        assertThat(Fixtures.explain(ERROR).incidents()).hasSize(1);
        assertThat(Fixtures.explain("").linesRead()).isZero();
    }

    @Test
    void evidenceMustBeSafeToPrint() {
        String text = "Killed process 1 (a\u001b[2Jb) total-vm:1kB, anon-rss:1kB \u0007" + "z".repeat(1_000);
        String shown = Fixtures.verdict(text).evidence().get(0).text();
        assertThat(shown).hasSize(Evidence.LONGEST + 1).endsWith("…").doesNotContain("\u001b", "\u0007");
    }

    @Test
    void severalInputsMustBeOneExplanation() throws IOException {
        Explainer explainer = new Explainer();
        explainer.read("one", new ByteArrayInputStream(Fixtures.bytes("application.log")));
        explainer.read("two", new ByteArrayInputStream(Fixtures.bytes("kernel-cgroup-v2-6.1.log")));
        explainer.read("three", new ByteArrayInputStream(Fixtures.bytes("hs_err_crash.log")));
        Explanation explanation = explainer.explanation();
        assertThat(explanation.inputs()).containsExactly("one", "two", "three");
        assertThat(explanation.incidents())
                .extracting(Incident::kind)
                .containsExactly(
                        IncidentKind.KERNEL_CGROUP_V2,
                        IncidentKind.JAVA_HEAP,
                        IncidentKind.DIRECT_MEMORY,
                        IncidentKind.JVM_CRASH);
    }

    @Test
    void aFailureMustKeepWhatWasReadBefore() {
        Explainer explainer = new Explainer();
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("disk gone");
            }
        };
        InputStream log = new SequenceInputStream(
                new ByteArrayInputStream((ERROR + "\n").getBytes(StandardCharsets.UTF_8)), broken);
        assertThatThrownBy(() -> explainer.read("log", log)).hasMessage("disk gone");
        assertThat(explainer.explanation().incidents()).hasSize(1);
    }

    @Test
    void manyIncidentsMustBeCountedAndFewKept() {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 1_000; i++) {
            text.append("Out of memory: Killed process ").append(i).append(" (a) total-vm:1kB, anon-rss:1kB\n");
        }
        Explanation explanation = Fixtures.explain(text.toString());
        assertThat(explanation.seen()).containsEntry(IncidentKind.KERNEL_GLOBAL, 1_000L);
        assertThat(explanation.incidents()).hasSize(100);
        assertThat(explanation.incidents().get(0).pid()).isEqualTo(1_000);
    }
}
