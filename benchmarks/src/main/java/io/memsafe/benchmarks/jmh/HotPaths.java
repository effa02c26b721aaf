package io.memsafe.benchmarks.jmh;

import io.memsafe.benchmarks.jmh.HotPath.Words;
import java.util.List;

/** All hot paths, with the bars they have to reach. */
final class HotPaths {
    private static final List<Integer> BUFFER_KILOBYTES = List.of(1, 8, 64);

    private HotPaths() {}

    static List<HotPath> level() {
        Words words =
                new Words("level", "Asking for the level", "ns and bytes of one call", "reads", "a volatile read", 3);
        return List.of(HotPath.shared(
                words,
                LevelBenchmark.class,
                List.of("level"),
                List.of("volatileRead", "empty", "heapMemoryUsage"),
                "volatileRead",
                bars -> {
                    bars.below("ns", "level", 2, 3);
                    bars.noGarbage("bytes", "level");
                }));
    }

    static List<HotPath> assessment() {
        Words words = new Words(
                "assessment",
                "Assessing the heap",
                "ns and bytes of one step of the governor's thread, without its rest; it is the only thread that does",
                "readings",
                "reading all pools of memory by their beans",
                1);
        return List.of(HotPath.alone(
                words,
                AssessmentBenchmark.class,
                List.of("sample", "assessment", "assessmentAndLevel"),
                List.of("memoryPools"),
                "memoryPools",
                bars -> {
                    // A governor in the greatest haste makes 100 steps a second; 0.1 % of a core is 10 us for each.
                    bars.atMost("ns", "assessmentAndLevel", 10_000);
                    bars.times("readings", "assessmentAndLevel", "memoryPools", 1);
                }));
    }

    static List<HotPath> permits() {
        Words words = new Words(
                "permit",
                "Acquiring bytes and giving them back",
                "ns and bytes of both together",
                "semaphores",
                "the semaphore",
                1);
        return List.of(HotPath.shared(
                words,
                PermitBenchmark.class,
                List.of("reserve", "permit", "permitAndRefusal", "childPermit"),
                List.of("compareAndSet", "semaphore", "bulkhead", "concurrencyLimits"),
                "semaphore",
                bars -> {
                    if (bars.count() == 1) {
                        bars.below("ns", "permit", 40, 1);
                    } else {
                        bars.times("semaphores", "permit", "semaphore", 1);
                    }
                    bars.noGarbage("bytes", "permit");
                    bars.noGarbage("refused-bytes", "permitAndRefusal");
                    bars.times("bulkheads", "permit", "bulkhead", 1);
                    bars.times("limiters", "permit", "concurrencyLimits", 1 / 3.0);
                }));
    }

    static List<HotPath> costs() {
        Words words = new Words(
                "cost",
                "Learning what work costs",
                "ns and bytes of one call, where the key is known",
                "maps",
                "adding to a counter in a concurrent map",
                1);
        return List.of(HotPath.shared(
                words,
                LearnedCostBenchmark.class,
                List.of("estimate", "learn", "measure"),
                List.of("mapOfCounters"),
                "mapOfCounters",
                bars -> {
                    bars.noGarbage("estimate-bytes", "estimate");
                    bars.noGarbage("learn-bytes", "learn");
                    bars.noGarbage("measure-bytes", "measure");
                }));
    }

    static List<HotPath> filter() {
        Words words = new Words(
                "filter",
                "Letting a request in, or not",
                "ns and bytes of one request whose chain does nothing",
                "limiters",
                "a Gradient2 limiter of concurrency-limits",
                1);
        return List.of(HotPath.shared(
                words,
                FilterBenchmark.class,
                List.of("filter", "filterRefusal"),
                List.of("limiter"),
                "limiter",
                bars -> {
                    bars.atMost("ns", "filter", 250);
                    bars.noGarbage("bytes", "filter");
                    bars.times("limiters", "filter", "limiter", 1);
                    bars.atMost("refusal-ns", "filterRefusal", 100);
                }));
    }

    static List<HotPath> engine() {
        Words words = new Words(
                "engine",
                "An item in the chunk engine",
                "ns and bytes of one item that costs nothing itself; bytes are known from JDK 21 on, where the profiler"
                        + " counts threads that have ended",
                "loops",
                "a loop written by hand in chunks of 1,000 on as many workers",
                1);
        return List.of(HotPath.job(
                words,
                ChunkEngineBenchmark.class,
                List.of("governedJob"),
                List.of("handWrittenLoop"),
                "handWrittenLoop",
                bars -> bars.more("governedJob", "handWrittenLoop", 60, 1)));
    }

    static List<HotPath> limits() {
        Words words = new Words(
                "limit",
                "Asking a rate limiter",
                "ns and bytes of one permission that is there",
                "limiters",
                "a limiter of Resilience4j by itself",
                1);
        return List.of(HotPath.shared(
                words,
                RateLimiterBenchmark.class,
                List.of("keyedLimiter"),
                List.of("resilience4j", "bucket4j", "guava"),
                "resilience4j",
                bars -> bars.moreBytes("more-bytes", "keyedLimiter", "resilience4j", 0)));
    }

    static List<HotPath> pools() {
        Words words = new Words(
                "pool",
                "Claiming an object of a pool and giving it back",
                "ns and bytes of both together, with more objects than threads",
                "stormpots",
                "Stormpot by itself",
                1);
        return List.of(HotPath.shared(
                words,
                PoolBenchmark.class,
                List.of("governedPool"),
                List.of("stormpot", "queue", "agronaQueue", "commonsPool"),
                "stormpot",
                bars -> {
                    bars.times("stormpots", "governedPool", "stormpot", 1.15);
                    bars.times("commons", "governedPool", "commonsPool", 0.2);
                    bars.noGarbage("bytes", "governedPool");
                }));
    }

    static List<HotPath> buffers() {
        return BUFFER_KILOBYTES.stream().map(HotPaths::buffers).toList();
    }

    private static HotPath buffers(int kilobytes) {
        Words words = new Words(
                "buffer",
                "Taking a buffer of " + kilobytes + " KB and giving it back",
                "ns and bytes of both together, beside a heap buffer of Netty's pool and a new array, which is left to the"
                        + " collector",
                "netties",
                "Netty's",
                1);
        String pooled = "pooled" + kilobytes;
        String netty = "netty" + kilobytes;
        return HotPath.shared(
                words, BufferBenchmark.class, List.of(pooled), List.of(netty, "fresh" + kilobytes), netty, bars -> {
                    bars.times(kilobytes + "k.netties", pooled, netty, 1);
                    bars.noGarbage(kilobytes + "k.bytes", pooled);
                });
    }

    static List<HotPath> caches() {
        Words words = new Words(
                "cache",
                "Taking half of a full cache of " + CacheBenchmark.ENTRIES + " entries",
                "ns and bytes for each entry that goes; only the governor's thread for responses does",
                "by hand",
                "setting half of the maximum by hand",
                1);
        return List.of(HotPath.alone(
                words,
                CacheBenchmark.class,
                List.of("reclaimer", "groupOfFour"),
                List.of("halfTheMaximum", "invalidateHalf"),
                "halfTheMaximum",
                bars -> bars.times("by-hand", "reclaimer", "halfTheMaximum", 1.15)));
    }

    static List<HotPath> metrics() {
        Words words = new Words(
                "metrics",
                "Reading the meters once",
                "ns and bytes for each meter that is read",
                "meters",
                "one of Micrometer's own of the JVM's memory",
                1);
        return List.of(HotPath.alone(
                words,
                MetricsBenchmark.class,
                List.of("memsafeMeters"),
                List.of("jvmMemoryMeters"),
                "jvmMemoryMeters",
                bars -> bars.times("meters", "memsafeMeters", "jvmMemoryMeters", 1)));
    }
}
