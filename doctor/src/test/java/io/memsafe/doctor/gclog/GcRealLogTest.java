package io.memsafe.doctor.gclog;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.Jdk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the JVM of the build writes, of each collector it has, with a live set that is known. */
class GcRealLogTest {
    private static final int HELD = 60;

    @TempDir
    Path folder;

    static List<Collector> collectors() {
        return Collector.of(Jdk.running());
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void theLiveSetMustBeWhatIsHeld(Collector collector) throws IOException {
        Path log = folder.resolve("gc.log");
        ForkedJvm.on(Jdk.running())
                .collector(collector)
                .heap("160m")
                .flags("-Xlog:gc*,gc+ergo=info,safepoint:file=" + log + ":time,uptime,level,tags")
                .ownClassPath()
                .main(GcChild.class.getName(), Integer.toString(HELD))
                .timeout(Duration.ofMinutes(1))
                .run();
        List<GcEvent> events = new ArrayList<>();
        GcLogReader reader = new GcLogReader(events::add);
        try (InputStream in = Files.newInputStream(log)) {
            reader.read(log.toString(), in);
        }
        GcLog summary = reader.summary();
        assertThat(summary.format()).isEqualTo(GcLogFormat.UNIFIED);
        assertThat(collector.label().toLowerCase(java.util.Locale.ROOT))
                .startsWith(summary.collector()
                        .title()
                        .toLowerCase(java.util.Locale.ROOT)
                        .substring(0, 1));
        assertThat(summary.maxHeapBytes()).isBetween(150L << 20, 170L << 20);
        assertThat(events).isNotEmpty().allSatisfy(event -> {
            assertThat(event.uptimeSeconds()).isPositive();
            assertThat(event.time()).isNotNull();
        });
        assertThat(summary.trend().verdict()).isIn(GcTrend.Verdict.STABLE, GcTrend.Verdict.TOO_FEW);
        assertThat(summary.trend().lastLiveBytes() >> 20).isBetween(HELD - 10L, HELD + 40L);
    }
}
