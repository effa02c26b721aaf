package io.memsafe.response;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.fork.GuideSnippets;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The program in the guide compiles, runs, and stands there as it stands here. */
class ResponsesGuideTest {
    private interface Thumbnails {
        long dropOldest(PressureLevel level);
    }

    private static final class Mine {
        private long most = 100;

        long size() {
            return 0;
        }

        long maximum() {
            return most;
        }

        void shrinkTo(long size) {
            most = size;
        }
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
        Cache<String, String> prices =
                Caffeine.newBuilder().maximumSize(100).recordStats().build();
        Mine mine = new Mine();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        // begin caches
        CacheGroup caches = CacheGroup.builder()
                .cache("products", products)
                .cache("prices", prices)
                .cache("mine", BoundedCache.of(mine::size, mine::maximum, mine::shrinkTo))
                .maximum(64 << 20)
                .create();
        governor.reclaim("caches", 10, caches);
        timer.scheduleAtFixedRate(caches::rebalance, 1, 1, TimeUnit.MINUTES);
        // end caches
        assertThat(governor.reclaimNow(PressureLevel.WARNING, Duration.ofSeconds(10)))
                .extracting(Reclaimed::reclaimer)
                .contains("caches");
        assertThat(limited(governor, RateLimiterConfig.ofDefaults(), "client")).isEqualTo("served");
        timer.shutdownNow();
        governor.close();
        stop.close();
        pool.shutdown();
        GuideSnippets page = new GuideSnippets("responses.md", ResponsesGuideTest.class);
        page.assertStandsInPage("responses");
        page.assertStandsInPage("now");
        page.assertStandsInPage("caches");
        page.assertStandsInPage("keyed");
    }

    private static String limited(MemoryGovernor governor, RateLimiterConfig perClient, String client) {
        // begin keyed
        KeyedRateLimiters<String> clients = KeyedRateLimiters.of(perClient, 10_000);
        governor.scale("clients", clients);
        if (!clients.limiter(client).acquirePermission()) {
            return "too many requests";
        }
        // end keyed
        return "served";
    }
}
