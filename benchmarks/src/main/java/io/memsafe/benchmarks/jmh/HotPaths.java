package io.memsafe.benchmarks.jmh;

import io.memsafe.benchmarks.jmh.HotPath.Words;
import java.util.List;

/** All hot paths, with the bars they have to reach. */
final class HotPaths {
    private static final List<Integer> ONE = List.of(1);
    private static final List<Integer> ONE_AND_TWO = List.of(1, 2);
    private static final List<Integer> BUFFER_KILOBYTES = List.of(1, 8, 64);

    private HotPaths() {}

    static List<HotPath> level() {
        Words words = new Words("Asking for the level", "ns and bytes of one call", "reads", "a volatile read", 3);
        return List.of(new HotPath(
                words,
                LevelBenchmark.class,
                List.of("level"),
                List.of("volatileRead", "empty", "heapMemoryUsage"),
                "volatileRead",
                ONE_AND_TWO,
                false,
                bars -> {
                    bars.below("level", "ns", "level", 2, 3);
                    bars.noGarbage("level", "bytes", "level");
                }));
    }

    static List<HotPath> assessment() {
        Words words = new Words(
                "Assessing the heap",
                "ns and bytes of one step of the governor's thread, without its rest; it is the only thread that does",
                "readings",
                "reading all pools of memory by their beans",
                1);
        return List.of(new HotPath(
                words,
                AssessmentBenchmark.class,
                List.of("sample", "assessment", "assessmentAndLevel"),
                List.of("memoryPools"),
                "memoryPools",
                ONE,
                false,
                bars -> {
                    // A governor in the greatest haste makes 100 steps a second; 0.1 % of a core is 10 us for each.
                    bars.atMost("assessment", "ns", "assessmentAndLevel", 10_000);
                    bars.times("assessment", "readings", "assessmentAndLevel", "memoryPools", 1);
                }));
    }

    static List<HotPath> permits() {
        Words words = new Words(
                "Acquiring bytes and giving them back",
                "ns and bytes of both together",
                "semaphores",
                "the semaphore",
                1);
        return List.of(new HotPath(
                words,
                PermitBenchmark.class,
                List.of("reserve", "permit", "permitAndRefusal", "childPermit"),
                List.of("compareAndSet", "semaphore", "bulkhead", "concurrencyLimits"),
                "semaphore",
                ONE_AND_TWO,
                false,
                bars -> {
                    if (bars.count() == 1) {
                        bars.below("permit", "ns", "permit", 40, 1);
                    } else {
                        bars.times("permit", "semaphores", "permit", "semaphore", 1);
                    }
                    bars.noGarbage("permit", "bytes", "permit");
                    bars.noGarbage("permit", "refused-bytes", "permitAndRefusal");
                    bars.times("permit", "bulkheads", "permit", "bulkhead", 1);
                    bars.times("permit", "limiters", "permit", "concurrencyLimits", 1 / 3.0);
                }));
    }

    static List<HotPath> costs() {
        Words words = new Words(
                "Learning what work costs",
                "ns and bytes of one call, where the key is known",
                "maps",
                "adding to a counter in a concurrent map",
                1);
        return List.of(new HotPath(
                words,
                LearnedCostBenchmark.class,
                List.of("estimate", "learn", "measure"),
                List.of("mapOfCounters"),
                "mapOfCounters",
                ONE_AND_TWO,
                false,
                bars -> {
                    bars.noGarbage("cost", "estimate-bytes", "estimate");
                    bars.noGarbage("cost", "learn-bytes", "learn");
                    bars.noGarbage("cost", "measure-bytes", "measure");
                }));
    }

    static List<HotPath> filter() {
        Words words = new Words(
                "Letting a request in, or not",
                "ns and bytes of one request whose chain does nothing",
                "limiters",
                "a Gradient2 limiter of concurrency-limits",
                1);
        return List.of(new HotPath(
                words,
                FilterBenchmark.class,
                List.of("filter", "filterRefusal"),
                List.of("limiter"),
                "limiter",
                ONE_AND_TWO,
                false,
                bars -> {
                    bars.atMost("filter", "ns", "filter", 250);
                    bars.noGarbage("filter", "bytes", "filter");
                    bars.times("filter", "limiters", "filter", "limiter", 1);
                    bars.atMost("filter", "refusal-ns", "filterRefusal", 100);
                }));
    }

    static List<HotPath> engine() {
        Words words = new Words(
                "An item in the chunk engine",
                "ns and bytes of one item that costs nothing itself; bytes are known from JDK 21 on, where the profiler"
                        + " counts threads that have ended",
                "loops",
                "a loop written by hand in chunks of 1,000 on as many workers",
                1);
        return List.of(new HotPath(
                words,
                ChunkEngineBenchmark.class,
                List.of("governedJob"),
                List.of("handWrittenLoop"),
                "handWrittenLoop",
                ONE_AND_TWO,
                true,
                bars -> bars.more("engine", "governedJob", "handWrittenLoop", 60, 1)));
    }

    static List<HotPath> limits() {
        Words words = new Words(
                "Asking a rate limiter",
                "ns and bytes of one permission that is there",
                "limiters",
                "a limiter of Resilience4j by itself",
                1);
        return List.of(new HotPath(
                words,
                RateLimiterBenchmark.class,
                List.of("keyedLimiter"),
                List.of("resilience4j", "bucket4j", "guava"),
                "resilience4j",
                ONE_AND_TWO,
                false,
                bars -> bars.moreBytes("limit", "more-bytes", "keyedLimiter", "resilience4j", 0)));
    }

    static List<HotPath> pools() {
        Words words = new Words(
                "Claiming an object of a pool and giving it back",
                "ns and bytes of both together, with more objects than threads",
                "stormpots",
                "Stormpot by itself",
                1);
        return List.of(new HotPath(
                words,
                PoolBenchmark.class,
                List.of("governedPool"),
                List.of("stormpot", "queue", "agronaQueue", "commonsPool"),
                "stormpot",
                ONE_AND_TWO,
                false,
                bars -> {
                    bars.times("pool", "stormpots", "governedPool", "stormpot", 1.15);
                    bars.times("pool", "commons", "governedPool", "commonsPool", 0.2);
                    bars.noGarbage("pool", "bytes", "governedPool");
                }));
    }

    static List<HotPath> buffers() {
        return BUFFER_KILOBYTES.stream().map(HotPaths::buffers).toList();
    }

    private static HotPath buffers(int kilobytes) {
        Words words = new Words(
                "Taking a buffer of " + kilobytes + " KB and giving it back",
                "ns and bytes of both together, beside a heap buffer of Netty's pool and a new array, which is left to the"
                        + " collector",
                "netties",
                "Netty's",
                1);
        String pooled = "pooled" + kilobytes;
        String netty = "netty" + kilobytes;
        return new HotPath(
                words,
                BufferBenchmark.class,
                List.of(pooled),
                List.of(netty, "fresh" + kilobytes),
                netty,
                ONE_AND_TWO,
                false,
                bars -> {
                    bars.times("buffer", kilobytes + "k.netties", pooled, netty, 1);
                    bars.noGarbage("buffer", kilobytes + "k.bytes", pooled);
                });
    }

    static List<HotPath> caches() {
        Words words = new Words(
                "Taking half of a full cache of " + CacheBenchmark.ENTRIES + " entries",
                "ns and bytes for each entry that goes; only the governor's thread for responses does",
                "by hand",
                "setting half of the maximum by hand",
                1);
        return List.of(new HotPath(
                words,
                CacheBenchmark.class,
                List.of("reclaimer", "groupOfFour"),
                List.of("halfTheMaximum", "invalidateHalf"),
                "halfTheMaximum",
                ONE,
                false,
                bars -> bars.times("cache", "by-hand", "reclaimer", "halfTheMaximum", 1.15)));
    }

    static List<HotPath> metrics() {
        Words words = new Words(
                "Reading the meters once",
                "ns and bytes for each meter that is read",
                "meters",
                "one of Micrometer's own of the JVM's memory",
                1);
        return List.of(new HotPath(
                words,
                MetricsBenchmark.class,
                List.of("memsafeMeters"),
                List.of("jvmMemoryMeters"),
                "jvmMemoryMeters",
                ONE,
                false,
                bars -> bars.times("metrics", "meters", "memsafeMeters", "jvmMemoryMeters", 1)));
    }
}
