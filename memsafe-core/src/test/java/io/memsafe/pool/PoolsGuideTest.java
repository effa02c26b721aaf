package io.memsafe.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import io.memsafe.fork.GuideSnippets;
import io.memsafe.metrics.PoolMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The programs in the guide compile, run, and stand there as they stand here. */
class PoolsGuideTest {
    private static final class Parser {
        private int parsed;

        void parse(String text) {
            parsed += text.length();
        }
    }

    @Test
    void theProgramsOfTheGuideRun() throws Exception {
        String text = "text";
        InputStream input = new ByteArrayInputStream(new byte[100]);
        try (MemoryGovernor governor = MemoryGovernor.builder().start()) {
            // begin objects
            GovernedPool<Parser> parsers =
                    GovernedPool.of(Parser::new).name("parsers").size(2, 32).create();
            governor.reclaim("parsers", 20, parsers);

            try (Lease<Parser> lease = parsers.claim(Duration.ofSeconds(1))) {
                lease.get().parse(text);
            }
            // end objects
            // begin buffers
            BufferPool<byte[]> buffers = BufferPool.arrays()
                    .maxIdleBytes(16 << 20)
                    .budget(governor.budget())
                    .create();
            governor.reclaim("buffers", 10, buffers);

            byte[] buffer = buffers.take(8_000); // at least as long, and of any content
            try {
                input.read(buffer);
            } finally {
                buffers.give(buffer);
            }
            // end buffers
            MeterRegistry registry = new SimpleMeterRegistry();
            // begin meters
            PoolMetrics.of("parsers", parsers).bindTo(registry);
            PoolMetrics.of("buffers", buffers).bindTo(registry);
            // end meters
            assertThat(registry.getMeters()).isNotEmpty();
            assertThat(buffers.statistics().idle()).isOne();
            assertThat(parsers.statistics().inUse()).isZero();
            parsers.close();
            buffers.close();
        }
        GuideSnippets page = new GuideSnippets("pools.md", PoolsGuideTest.class);
        page.assertStandsInPage("objects");
        page.assertStandsInPage("buffers");
        page.assertStandsInPage("meters");
    }
}
