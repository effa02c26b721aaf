package io.memsafe.doctor.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.memsafe.MemoryArea;
import io.memsafe.PressureLevel;
import io.memsafe.doctor.jvm.RunningJvm;
import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.GuideSnippets;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.Patience;
import io.memsafe.replay.ReplayThresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real JVMs, watched from outside. */
@Execution(ExecutionMode.CONCURRENT)
class JvmWatchTest {
    private static final double NAIVE_RATIO = 0.85;
    private static final int ENOUGH = 15;

    private io.memsafe.fork.RunningJvm child;

    private RunningJvm start(Collector collector, String load) throws Exception {
        assumeThat(collector.availableOn(Jdk.running()))
                .as("%s on this JDK", collector)
                .isTrue();
        CountDownLatch ready = new CountDownLatch(1);
        child = ForkedJvm.on(Jdk.running())
                .collector(collector)
                .heap("128m")
                .ownClassPath()
                .main(LoadChild.class.getName(), load)
                .onLine(line -> ready.countDown())
                .start();
        ready.await();
        return RunningJvm.attach(child.pid());
    }

    @AfterEach
    void end() {
        if (child != null) {
            child.kill();
            child.await();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SERIAL", "PARALLEL", "ZGC"})
    void aLeakMustBeSeenToRise(Collector collector) throws Exception {
        try (JvmWatch watch = JvmWatch.start(start(collector, "leak"), ReplayThresholds.DEFAULT)) {
            Patience.await()
                    .until(() -> watch.reading()
                            .map(reading -> reading.level().atLeast(PressureLevel.CRITICAL))
                            .orElse(false));
            WatchReading reading = watch.reading().orElseThrow();
            assertThat(reading.reasons()).isNotEmpty();
            assertThat(reading.assessment().areas())
                    .extracting(MemoryArea::name)
                    .contains("heap", "code-cache", "direct-buffers");
        }
    }

    /** The filter that sheds at 85 % of {@code -Xmx} would reject its requests. */
    @Test
    void aHealthyJvmFullOfGarbageMustNotBeWarnedOf() throws Exception {
        int verified = 0;
        boolean naive = false;
        try (JvmWatch watch = JvmWatch.start(start(Collector.ZGC, "garbage"), ReplayThresholds.DEFAULT)) {
            WatchReading last = null;
            while (verified < ENOUGH || !naive) {
                WatchReading before = last;
                last = Patience.await()
                        .until(
                                watch::reading,
                                now -> now.isPresent()
                                        && (before == null || now.get().time().isAfter(before.time())))
                        .orElseThrow();
                assertThat(last.level()).as("%s", last).isEqualTo(PressureLevel.NORMAL);
                verified += last.assessment().heap().verified() ? 1 : 0;
                naive |= last.assessment().heap().usedBytes()
                        > NAIVE_RATIO * last.assessment().heap().maxBytes();
            }
            assertThat(last.assessment().heap().allocationBytesPerSecond()).isPositive();
        }
    }

    @Test
    void theSnippetOfTheGuideMustCompileAndRun() throws Exception {
        List<PressureLevel> levels = new ArrayList<>();
        start(Collector.SERIAL, "garbage").close();
        String target = Long.toString(child.pid());
        // begin watch
        try (JvmWatch watch = JvmWatch.start(target, ReplayThresholds.DEFAULT)) {
            watch.reading().ifPresent(reading -> levels.add(reading.level()));
        }
        // end watch
        assertThat(levels).hasSizeLessThanOrEqualTo(1);
        new GuideSnippets("doctor-watch.md", JvmWatchTest.class).assertStandsInPage("watch");
    }

    @Test
    void aJvmThatEndsMustEndTheWatch() throws Exception {
        try (JvmWatch watch = JvmWatch.start(start(Collector.G1, "garbage"), ReplayThresholds.DEFAULT)) {
            assertThat(watch.title())
                    .startsWith("JVM " + child.pid() + ", " + LoadChild.class.getName() + ", G1, Java ");
            Patience.await().until(() -> watch.reading().isPresent());
            end();
            Patience.await().until(() -> watch.end().isPresent());
            assertThat(watch.end()).hasValueSatisfying(why -> assertThat(why).contains("has ended"));
        }
    }
}
