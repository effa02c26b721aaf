package io.memsafe.doctor.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.MemoryGovernor;
import io.memsafe.fork.Patience;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryInputTest {
    private static final int CASES = Integer.getInteger("doctor.mutations", 4_000);
    private static final String CSV = """
            time,used_mb,limit_mb
            2026-03-02T00:00:00Z,100,1024
            2026-03-02T01:00:00Z,"110",1024
            2026-03-02T01:00:00Z,900,1024
            nonsense,1,2
            2026-03-09 02:00:00,120,1024
            """;
    private static final String PROMETHEUS = """
            {"status":"success","data":{"resultType":"matrix","result":[
            {"metric":{"__name__":"container_memory_working_set_bytes","pod":"a"},"values":[[1772409600,"1000"],[1772413200.5,"2000"]]},
            {"metric":{"__name__":"container_memory_working_set_bytes","pod":"b"},"values":[[1772409600,"7"],[1773100800,"NaN"]]}]}}
            """;
    private static final String GC_LOG = """
            [2026-03-02T08:00:00.000+0000][0.010s][info][gc] Using Serial
            [2026-03-02T08:00:01.000+0000][1.010s][info][gc] GC(0) Pause Full (System.gc()) 20M->10M(64M) 5.000ms
            [2026-03-12T08:00:01.000+0000][900000.010s][info][gc] GC(1) Pause Full (System.gc()) 30M->20M(64M) 5.000ms
            """;

    private static MemoryInput read(byte[] bytes, InputOptions options) {
        MemoryInput input = new MemoryInput(options);
        try {
            input.read("in", new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return input;
    }

    private static MemoryInput read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8), InputOptions.NONE);
    }

    @Test
    void aTableMustBeReadByTheNamesOfItsColumns() {
        MemoryInput input = read(CSV);
        MemorySeries series = input.series().get(0);
        assertThat(series.samples()).isEqualTo(3);
        assertThat(series.duplicates()).isEqualTo(1);
        assertThat(series.days()).hasSize(2);
        assertThat(series.days().get(0).peak()).isEqualTo(110.0 * (1 << 20));
        assertThat(series.days().get(0).limit()).isEqualTo((double) (1 << 30));
        assertThat(input.notes()).singleElement().asString().contains("1 of 5 rows", "line 5", "nonsense");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ts;mem_percent\n1772409600;50\n",
                "\ufefftimestamp\tusage_pct\n1772409600000\t50\n",
                "Date,Memory Used Ratio\n2026-03-02,0.5\n",
                "date,host,rss_percent\n2026-03-02 00:00:00 UTC,x,50\n",
                "time,memory_pct\n2026-03-02T01:00:00+01:00,50\n"
            })
    void separatorsTimesAndUnitsMustBeKnown(String csv) {
        MemorySeries series = read(csv).series().get(0);
        assertThat(series.unit()).isEqualTo(SeriesUnit.PERCENT);
        assertThat(series.firstMillis()).isEqualTo(SeriesFixtures.START);
        assertThat(series.days().get(0).peakRatio()).isEqualTo(0.5);
    }

    @Test
    void eachSetOfLabelsMustBeASeries() {
        MemoryInput input = read(
                PROMETHEUS.getBytes(StandardCharsets.UTF_8),
                new InputOptions(null, null, null, null, null, 4_000, null));
        assertThat(input.series())
                .extracting(MemorySeries::name)
                .containsExactly(
                        "container_memory_working_set_bytes{pod=\"a\"}",
                        "container_memory_working_set_bytes{pod=\"b\"}");
        assertThat(input.series().get(0).samples()).isEqualTo(2);
        assertThat(input.series().get(0).days().get(0).peakRatio()).isEqualTo(0.5);
        assertThat(input.series().get(1).samples()).isEqualTo(1);
    }

    @Test
    void theLiveSetOfAGcLogMustBeASeries() {
        List<MemorySeries> series = read(GC_LOG).series();
        assertThat(series).singleElement().extracting(MemorySeries::name).isEqualTo("in: live set");
        assertThat(series.get(0).samples()).isEqualTo(2);
        assertThat(series.get(0).days().get(1).peak()).isEqualTo(20.0 * (1 << 20));
    }

    @Test
    void theHistoryOfAGovernorMustBeRead(@TempDir Path folder) {
        Path file = folder.resolve("app.history");
        try (MemoryGovernor governor = MemoryGovernor.builder().history(file).start()) {
            assertThat(governor.level()).isNotNull();
            Patience.await().ignoreExceptions().untilAsserted(() -> {
                MemoryInput input = new MemoryInput(InputOptions.NONE);
                input.read(file);
                assertThat(input.series())
                        .anySatisfy(series -> assertThat(series.name()).isEqualTo("app.history: live set"));
                assertThat(input.series().get(0).days().get(0).limit()).isPositive();
            });
        }
    }

    @Test
    void gzipMustBeReadAndSaidIfItEndsEarly() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            StringBuilder csv = new StringBuilder("time,used\n");
            for (int i = 0; i < 50_000; i++) {
                csv.append(1_772_409_600L + 60L * i)
                        .append(',')
                        .append(new Random(i).nextInt())
                        .append('\n');
            }
            gzip.write(csv.toString().getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = out.toByteArray();
        assertThat(read(whole, InputOptions.NONE).notes()).hasSize(1); // negative numbers
        MemoryInput cut = read(Arrays.copyOf(whole, whole.length / 2), InputOptions.NONE);
        assertThat(cut.series()).hasSize(1);
        assertThat(cut.notes()).anyMatch(note -> note.contains("in is not whole"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "|in is empty",
                "a,b\n1,2\n|which column has the time? It has 'a', 'b'; name it with --time",
                "time,b\n1,2\n|which column has the memory in use?",
                "time,used\nx,y\n|none of its 1 rows has a time and a number of memory; the first is 'x,y'",
                "{\"status\":\"error\",\"error\":\"bad query\"}|Prometheus answered with an error: bad query",
                "{\"a\":1}|give the answer of /api/v1/query_range",
                "{\"a\"|no whole JSON",
                "[0.010s][info][gc] Using Serial\n|none of which says what was live"
            })
    void whatCannotBeReadMustSayWhy(String given) {
        int bar = given.lastIndexOf('|');
        assertThatThrownBy(() -> read(given.substring(0, bar)))
                .isInstanceOf(UnreadableSamplesException.class)
                .hasMessageContaining(given.substring(bar + 1));
    }

    @Test
    void noInputMayMakeItFailInAnotherWay() {
        String[] fixtures = {CSV, PROMETHEUS, GC_LOG, "time,series,used\n1772409600,a,1\n1773409600,b,2\n"};
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            byte[] bytes = fixtures[random.nextInt(fixtures.length)].getBytes(StandardCharsets.UTF_8);
            String signs = "\n\r\"\\{}[](): ,;=-0123456789<>e.\u0000";
            for (int i = random.nextInt(12); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) signs.charAt(random.nextInt(signs.length()));
            }
            byte[] cut =
                    random.nextInt(10) == 0 ? noise(random) : Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            try {
                for (MemorySeries series : read(random.nextBoolean() ? bytes : cut, InputOptions.NONE)
                        .series()) {
                    series.assumeLimit(1_000);
                    planned(series);
                }
            } catch (UnreadableSamplesException e) {
                assertThat(e).as("seed %d", seed).hasMessageStartingWith("in");
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void planned(MemorySeries series) {
        try {
            assertThat(PlanChart.svg(SeriesFixtures.plan(series))).endsWith("</svg>\n");
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).contains("days");
        }
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(2_000)];
        random.nextBytes(bytes);
        return bytes;
    }
}
