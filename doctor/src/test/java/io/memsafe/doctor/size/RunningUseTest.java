package io.memsafe.doctor.size;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.doctor.jvm.GarbageCollector;
import io.memsafe.doctor.jvm.KnownUse;
import io.memsafe.doctor.jvm.RunningJvm;
import io.memsafe.doctor.jvm.UseFigure;
import io.memsafe.doctor.jvm.WatchedChild;
import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.Jdk;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunningUseTest {
    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @EnumSource(names = {"SERIAL", "G1", "ZGC"})
    void aRunningJvmMustTellHowItUsesMemory(Collector collector) throws IOException, InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        io.memsafe.fork.RunningJvm child = ForkedJvm.on(Jdk.running())
                .collector(collector)
                .heap("64m")
                .ownClassPath()
                .main(WatchedChild.class.getName())
                .onLine(line -> ready.countDown())
                .start();
        try {
            ready.await();
            try (RunningJvm jvm = RunningJvm.attach(child.pid())) {
                KnownUse use = RunningUse.of(jvm, true);
                assertThat(use.value(UseFigure.LIVE).getAsLong()).isBetween(1L, 48 * MIB);
                assertThat(use.value(UseFigure.THREADS).getAsLong()).isBetween(5L, 200L);
                assertThat(use.value(UseFigure.CLASSES).getAsLong()).isBetween(300L, 20_000L);
                assertThat(use.value(UseFigure.METASPACE).getAsLong()).isBetween(100_000L, 64 * MIB);
                assertThat(use.value(UseFigure.CODE).getAsLong()).isBetween(100_000L, 64 * MIB);
                assertThat(use.amount(UseFigure.LIVE).orElseThrow().why()).contains("after a full collection");
                assertThat(RunningUse.collector(jvm))
                        .isEqualTo(GarbageCollector.named(collector.label()))
                        .isPresent();
            }
        } finally {
            child.kill();
            child.await();
        }
    }
}
