package io.memsafe.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ShedMetricsTest {
    @Test
    void metersShowWhatTheFilterDoes() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (MemoryGovernor governor = MemoryGovernor.start();
                MemoryShedFilter filter = MemoryShedFilter.with(governor).build()) {
            ShedMetrics metrics = new ShedMetrics(filter);
            metrics.bindTo(registry);
            governor.budget().children().get(0).tryReserve(1_000);
            assertThat(registry.get("memsafe.web.reserved").gauge().value()).isEqualTo(1_000);
            assertThat(registry.get("memsafe.web.limit").gauge().value()).isPositive();
            assertThat(registry.get("memsafe.web.in.flight").gauge().value()).isZero();
            assertThat(registry.get("memsafe.web.admitted").functionCounter().count())
                    .isZero();
            assertThat(registry.get("memsafe.web.shed")
                            .tag("reason", "no_room")
                            .functionCounter()
                            .count())
                    .isZero();
            assertThat(registry.get("memsafe.web.shed.priority").functionCounters())
                    .hasSize(3);
            metrics.close();
            assertThat(registry.getMeters()).isEmpty();
        }
    }
}
