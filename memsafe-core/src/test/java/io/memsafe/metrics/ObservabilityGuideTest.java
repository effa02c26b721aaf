package io.memsafe.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import io.memsafe.fork.GuideSnippets;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The program in the guide compiles, runs, and stands there as it stands here. */
class ObservabilityGuideTest {

    @Test
    void theLevelIsAMeter() throws IOException {
        MeterRegistry registry = new SimpleMeterRegistry();
        // begin metrics
        MemoryGovernor governor = MemoryGovernor.start();
        MemsafeMetrics metrics = new MemsafeMetrics(governor, Tags.of("app", "shop"));
        metrics.bindTo(registry);
        // end metrics
        assertThat(registry.get("memsafe.level").tag("app", "shop").gauge().value())
                .isBetween(0.0, 3.0);
        metrics.close();
        governor.close();
        new GuideSnippets("observability.md", ObservabilityGuideTest.class).assertStandsInPage("metrics");
    }
}
