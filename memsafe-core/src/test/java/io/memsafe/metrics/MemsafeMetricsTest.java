package io.memsafe.metrics;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.FillableSignal;
import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MemsafeMetricsTest {
    private final FillableSignal tank = new FillableSignal();
    private final PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private MemoryGovernor start() {
        return MemoryGovernor.builder()
                .interval(Duration.ofMillis(5))
                .signal(tank)
                .start();
    }

    /** The value of the line that begins so. */
    private double scraped(String series) {
        return prometheus
                .scrape()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line ->
                        Double.parseDouble(line.substring(series.length() + 1).replace("+Inf", "Infinity")))
                .findFirst()
                .orElse(Double.NaN);
    }

    @Test
    void aScrapeShowsWhatTheGovernorKnows() {
        try (MemoryGovernor governor = start();
                MemsafeMetrics metrics = new MemsafeMetrics(governor)) {
            metrics.bindTo(prometheus);
            tank.fill(70);
            await().until(() -> scraped("memsafe_area_used{area=\"tank\"}") == 70);
            String text = prometheus.scrape();
            assertThat(text)
                    .contains("memsafe_level 0.0")
                    .contains("memsafe_level_active{level=\"normal\"} 1.0")
                    .contains("memsafe_level_active{level=\"critical\"} 0.0")
                    .contains("memsafe_level_changes_total{from=\"normal\",to=\"critical\"} 0.0")
                    .contains("memsafe_exhaustion_earliest_seconds ")
                    .contains("memsafe_exhaustion_latest_seconds ")
                    .contains("memsafe_heap_live_bytes ")
                    .contains("memsafe_heap_live_low_bytes ")
                    .contains("memsafe_heap_live_high_bytes ")
                    .contains("memsafe_heap_live_age_seconds ")
                    .contains("memsafe_heap_live_verified ")
                    .contains("memsafe_heap_used_bytes ")
                    .contains("memsafe_heap_headroom_bytes ")
                    .contains("memsafe_heap_pressure_ratio ")
                    .contains("memsafe_heap_growth_bytes_per_second ")
                    .contains("memsafe_heap_allocation_bytes_per_second ")
                    .contains("memsafe_collection_ratio ")
                    .contains("memsafe_collection_distress ")
                    .contains("memsafe_area_limit{area=\"tank\"} 100.0")
                    .contains("memsafe_area_filling_ratio{area=\"tank\"} 0.7")
                    .contains("memsafe_area_exhaustion_seconds{area=\"tank\"} ")
                    .contains("memsafe_area_used_bytes{area=\"heap\"} ")
                    .contains("memsafe_signal_age_seconds{signal=\"fillable\"} ")
                    .contains("memsafe_signal_stale{signal=\"fillable\"} 0.0")
                    .contains("memsafe_measure{measure=\"threads-live\"} ")
                    .contains("memsafe_governor_failures_total 0.0");
            assertThat(scraped("memsafe_heap_capacity_bytes"))
                    .isEqualTo(governor.assessment().heap().capacityBytes());
            assertThat(scraped("memsafe_governor_uptime_seconds")).isPositive();
        }
    }

    @Test
    void whatDoesNotGrowIsNeverExhausted() {
        try (MemoryGovernor governor = start();
                MemsafeMetrics metrics = new MemsafeMetrics(governor)) {
            metrics.bindTo(prometheus);
            await().until(() -> scraped("memsafe_area_exhaustion_seconds{area=\"tank\"}") == Double.POSITIVE_INFINITY);
        }
    }

    @Test
    void aChangeIsCountedAndTheLevelShown() {
        try (MemoryGovernor governor = start();
                MemsafeMetrics metrics = new MemsafeMetrics(governor)) {
            metrics.bindTo(prometheus);
            tank.fill(100);
            await().until(() -> scraped("memsafe_level_changes_total{from=\"normal\",to=\"critical\"}") == 1);
            await().until(() -> scraped("memsafe_level") == PressureLevel.CRITICAL.ordinal());
            assertThat(scraped("memsafe_level_active{level=\"critical\"}")).isEqualTo(1);
        }
    }

    @Test
    void namesCarryNoUnitAndCountersHaveNone() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (MemoryGovernor governor = start();
                MemsafeMetrics metrics = new MemsafeMetrics(governor, Tags.of("app", "shop"))) {
            metrics.bindTo(registry);
            assertThat(registry.getMeters()).hasSizeGreaterThan(30).allSatisfy(meter -> {
                assertThat(meter.getId().getName()).matches("memsafe(\\.[a-z]+)+");
                assertThat(meter.getId().getName()).doesNotContain("bytes", "seconds", "ratio", "total");
                assertThat(meter.getId().getDescription()).isNotBlank();
                assertThat(meter.getId().getTag("app")).isEqualTo("shop");
                if (meter.getId().getType() == Meter.Type.COUNTER) {
                    assertThat(meter.getId().getBaseUnit()).isNull();
                }
            });
        }
    }

    @Test
    void theGuideListsTheMetersThereAre() throws IOException {
        String names = Files.readAllLines(Path.of("../docs/guide/observability.md")).stream()
                .filter(line -> line.startsWith("| `memsafe."))
                .map(row -> row.substring(0, row.indexOf('|', 1)))
                .collect(Collectors.joining());
        Set<String> listed = Pattern.compile("`(memsafe\\.[a-z.]+)`")
                .matcher(names)
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (MemoryGovernor governor = start();
                MemsafeMetrics metrics = new MemsafeMetrics(governor)) {
            metrics.bindTo(registry);
            await().untilAsserted(() -> {
                registry.get("memsafe.level").gauge().value();
                assertThat(registry.getMeters())
                        .extracting(meter -> meter.getId().getName())
                        .containsAll(listed)
                        .allMatch(listed::contains);
            });
        }
    }

    @Test
    void closingTakesAllMetersOutOfEveryRegistry() {
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        try (MemoryGovernor governor = start()) {
            MemsafeMetrics metrics = new MemsafeMetrics(governor);
            metrics.bindTo(prometheus);
            metrics.bindTo(other);
            await().until(() -> !Double.isNaN(scraped("memsafe_area_used{area=\"tank\"}")));
            metrics.close();
            metrics.close();
            assertThat(prometheus.getMeters()).isEmpty();
            assertThat(other.getMeters()).isEmpty();
            assertThat(prometheus.scrape()).doesNotContain("memsafe");
        }
    }

    @Test
    void aRegistryDoesNotKeepAClosedGovernor() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        WeakReference<MemoryGovernor> closed = new WeakReference<>(bindAndClose(registry));
        await().until(() -> {
            System.gc();
            return closed.get() == null;
        });
        Gauge level = registry.get("memsafe.level").gauge();
        assertThat(level.value()).isNaN();
    }

    /** Leaves its meters in the registry. */
    private MemoryGovernor bindAndClose(SimpleMeterRegistry registry) {
        try (MemoryGovernor governor = start()) {
            governor.onLevelChange("keeps its governor", change -> governor.level());
            new MemsafeMetrics(governor).bindTo(registry);
            return governor;
        }
    }

    @Test
    void aGovernorRunsWithoutMicrometer() {
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("micrometer"))
                .collect(Collectors.joining(File.pathSeparator));
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .heap("64m")
                .classPath(path)
                .main("io.memsafe.StartChild")
                .timeout(Duration.ofMinutes(1))
                .run();
        assertThat(result.exitCode()).as("%s", result).isZero();
        assertThat(result.lines()).contains("level=NORMAL");
    }
}
