package io.memsafe.doctor.gclog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.memsafe.doctor.gclog.GcTexts.Read;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GcLogReaderTest {
    private static final long K = 1 << 10;
    private static final long M = 1 << 20;

    private static GcKind[] kinds(Read read) {
        return read.events().stream().map(GcEvent::kind).toArray(GcKind[]::new);
    }

    @Test
    void g1MustGiveEachCollectionAndWhatItsMarkEndsWith() {
        Read read = GcTexts.read(GcTexts.G1);
        assertThat(read.log().collector()).isEqualTo(GcCollector.G1);
        assertThat(read.log().format()).isEqualTo(GcLogFormat.UNIFIED);
        assertThat(read.log().maxHeapBytes()).isEqualTo(256 * M);
        assertThat(read.log().fullCollections()).isEqualTo(1);
        assertThat(read.log().longestPauseMillis()).isEqualTo(20);
        assertThat(kinds(read)).containsExactly(GcKind.YOUNG, GcKind.YOUNG, GcKind.CYCLE, GcKind.MIXED, GcKind.FULL);
        assertThat(read.events().get(0))
                .isEqualTo(new GcEvent(
                        GcKind.YOUNG,
                        1.008,
                        Instant.parse("2026-03-10T07:00:01.008Z"),
                        24 * M,
                        11 * M,
                        64 * M,
                        -1,
                        7.965));
        assertThat(read.events().get(1).pauseMillis()).as("with a comma").isEqualTo(4.5);
        assertThat(read.events().get(2).liveBytes()).isEqualTo(31 * M);
        assertThat(read.events().get(4).liveBytes()).isEqualTo(9 * M);
    }

    @Test
    void zMustGiveWhatItMarked() {
        Read read = GcTexts.read(GcTexts.Z);
        assertThat(read.log().collector()).isEqualTo(GcCollector.Z);
        assertThat(read.log().maxHeapBytes()).isEqualTo(256 * M);
        assertThat(read.events()).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(GcKind.CYCLE);
            assertThat(event.liveBytes()).isEqualTo(73 * M);
            assertThat(event.beforeBytes()).isEqualTo(90 * M);
            assertThat(event.afterBytes()).isEqualTo(112 * M);
            assertThat(event.committedBytes()).isEqualTo(134 * M);
            assertThat(event.pauseMillis()).isCloseTo(0.03, within(1e-9));
            assertThat(event.time()).isNull();
        });
    }

    @Test
    void zWithGenerationsMustAddBothAndKeepCollectionsApart() {
        Read read = GcTexts.read(GcTexts.Z_GENERATIONS);
        assertThat(kinds(read)).containsExactly(GcKind.YOUNG, GcKind.CYCLE);
        assertThat(read.events().get(0).liveBytes()).isEqualTo(-1);
        assertThat(read.events().get(1).liveBytes()).isEqualTo(6 * M);
        assertThat(read.log().stalls()).isEqualTo(1);
        assertThat(read.log().maxHeapBytes()).as("by its shares").isCloseTo(260 * M, within(8 * M));
    }

    @Test
    void shenandoahMustGiveACycleOnceAndTakeItsGarbageOff() {
        Read read = GcTexts.read(GcTexts.SHENANDOAH);
        assertThat(kinds(read)).containsExactly(GcKind.CYCLE, GcKind.CYCLE, GcKind.FULL);
        GcEvent cycle = read.events().get(0);
        assertThat(cycle.uptimeSeconds()).isEqualTo(0.26);
        assertThat(cycle.beforeBytes()).isEqualTo(100 * M);
        assertThat(cycle.afterBytes()).isEqualTo(60 * M);
        assertThat(cycle.liveBytes()).isEqualTo(50 * M);
        assertThat(cycle.pauseMillis()).isEqualTo(1);
        assertThat(read.log().stalls()).isEqualTo(1);
    }

    @Test
    void parallelOfJdk8MustGiveTheHeapAndNotItsGenerations() {
        Read read = GcTexts.read(GcTexts.PARALLEL_8);
        assertThat(read.log().collector()).isEqualTo(GcCollector.PARALLEL);
        assertThat(read.log().format()).isEqualTo(GcLogFormat.LEGACY);
        assertThat(read.log().maxHeapBytes()).isEqualTo(1 << 30);
        assertThat(kinds(read)).containsExactly(GcKind.YOUNG, GcKind.YOUNG, GcKind.FULL);
        assertThat(read.events().get(2))
                .isEqualTo(new GcEvent(
                        GcKind.FULL,
                        3,
                        Instant.parse("2026-03-10T08:00:03Z"),
                        600 * K,
                        500 * K,
                        8192 * K,
                        500 * K,
                        10));
    }

    @Test
    void cmsMustBeReadAlthoughItsThreadsWriteBetween() {
        Read read = GcTexts.read(GcTexts.CMS_7);
        assertThat(read.log().collector()).isEqualTo(GcCollector.CMS);
        assertThat(kinds(read)).containsExactly(GcKind.YOUNG, GcKind.CYCLE, GcKind.FULL, GcKind.FULL);
        assertThat(read.events().get(1).liveBytes()).as("not swept yet").isEqualTo(-1);
        assertThat(read.events().get(2).liveBytes()).isEqualTo(300 * K);
        assertThat(read.events().get(2).pauseMillis()).isEqualTo(200);
        assertThat(read.events().get(3).afterBytes()).isEqualTo(600 * K);
    }

    @Test
    void g1OfJdk7MustFindItsHeapInTheLinesBelow() {
        Read read = GcTexts.read(GcTexts.G1_7);
        assertThat(read.log().collector()).isEqualTo(GcCollector.G1);
        assertThat(kinds(read)).containsExactly(GcKind.YOUNG, GcKind.MIXED, GcKind.CYCLE, GcKind.FULL);
        assertThat(read.events().get(0).afterBytes()).isEqualTo(27 * M / 2);
        assertThat(read.events().get(0).pauseMillis()).isCloseTo(13.0642, within(1e-9));
        assertThat(read.events().get(1).uptimeSeconds()).as("past its number").isEqualTo(2);
        assertThat(read.events().get(2).liveBytes()).isEqualTo(11 * M);
        assertThat(read.events().get(3).afterBytes()).isEqualTo(3758 * K);
    }

    @Test
    void serialOfJdk6MustBeReadOverManyLinesAndWithCommas() {
        Read read = GcTexts.read(GcTexts.SERIAL_6);
        assertThat(read.log().collector()).isEqualTo(GcCollector.SERIAL);
        assertThat(kinds(read)).as("a young one that became a full one").containsExactly(GcKind.YOUNG, GcKind.FULL);
        assertThat(read.events().get(0).uptimeSeconds()).isEqualTo(0.265);
        assertThat(read.events().get(0).afterBytes()).isEqualTo(1634 * K);
        assertThat(read.events().get(1).liveBytes()).isEqualTo(8000 * K);
    }

    @Test
    void linesOfAProgramBetweenMustNotMatter() {
        String noise = "2026-03-10 INFO a.B - GC (see docs) is fine, 10M->5M expected\nUsing G1 and more\n[GC\n";
        assertThat(GcTexts.read(noise).events()).isEmpty();
        String mixed = GcTexts.G1.replace("\n", "\n2026 INFO a.B - served [GET /x] in 3ms\n");
        assertThat(GcTexts.read(mixed).events())
                .isEqualTo(GcTexts.read(GcTexts.G1).events());
    }

    @Test
    void aRestartMustBeginAnotherRun() {
        Read read = GcTexts.read(GcTexts.G1, GcTexts.G1);
        assertThat(read.log().runs()).isEqualTo(2);
        assertThat(read.log().events()).isEqualTo(10);
    }

    @Test
    void gzipMustBeKnownAndMayEndEarly() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(GcTexts.G1.repeat(50).getBytes(StandardCharsets.US_ASCII));
        }
        byte[] whole = out.toByteArray();
        GcLogReader reader = new GcLogReader(event -> {});
        GcTexts.read(reader, Arrays.copyOf(whole, whole.length - 10));
        assertThat(reader.summary().notes()).singleElement().asString().startsWith("gc.log is not whole");
        assertThat(reader.summary().events()).isPositive();
    }
}
