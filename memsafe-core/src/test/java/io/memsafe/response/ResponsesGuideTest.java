package io.memsafe.response;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.fork.GuideSnippets;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The program in the guide compiles, runs, and stands there as it stands here. */
class ResponsesGuideTest {
    private interface Thumbnails {
        long dropOldest(PressureLevel level);
    }

    @Test
    void theProgramOfTheGuideRuns() throws Exception {
        Closeable consumers = () -> {};
        Cache<String, String> products = Caffeine.newBuilder().maximumSize(100).build();
        Thumbnails thumbnails = level -> 0;
        RateLimiter orders = RateLimiter.ofDefaults("orders");
        ThreadPoolExecutor pool = new ThreadPoolExecutor(16, 16, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        // begin responses
        OrderlyStop stop = OrderlyStop.builder()
                .grace(Duration.ofSeconds(20))
                .action("consumers", consumers::close)
                .exit(75)
                .build();
        MemoryGovernor governor = MemoryGovernor.builder().stop(stop).start();
        governor.reclaim("products", 10, CaffeineReclaimer.of(products));
        governor.reclaim("thumbnails", 20, demand -> thumbnails.dropOldest(demand.level()));
        governor.scale("orders", RateLimiterScaler.of(orders));
        governor.scale("workers", Scaler.of(pool::setCorePoolSize, 16, 2));
        governor.onEpisode("report", episode -> System.out.println(episode));
        // end responses
        assertThat(governor.phase()).isEqualTo(Phase.MONITOR);
        assertThat(stop.ready()).isTrue();
        // begin now
        List<Reclaimed> answers = governor.reclaimNow(PressureLevel.WARNING, Duration.ofSeconds(10));
        // end now
        assertThat(answers).extracting(Reclaimed::reclaimer).containsExactly("products", "thumbnails");
        governor.close();
        stop.close();
        pool.shutdown();
        GuideSnippets page = new GuideSnippets("responses.md", ResponsesGuideTest.class);
        page.assertStandsInPage("responses");
        page.assertStandsInPage("now");
    }
}
