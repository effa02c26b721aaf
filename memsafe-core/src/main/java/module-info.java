/** Reads the truth about memory, turns it into one level, and tells everybody who can use less. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic") // libraries of adapters
module io.memsafe.core {
    requires static com.github.benmanes.caffeine;
    requires static io.github.resilience4j.ratelimiter;
    requires static micrometer.core;
    requires static stormpot;
    requires static transitive org.jspecify;
    requires jdk.jfr;
    requires jdk.management;
    requires transitive java.management;
    requires org.slf4j;

    exports io.memsafe;
    exports io.memsafe.admission;
    exports io.memsafe.history;
    exports io.memsafe.mapped;
    exports io.memsafe.metrics;
    exports io.memsafe.pool;
    exports io.memsafe.replay;
    exports io.memsafe.response;
    exports io.memsafe.spi;

    uses io.memsafe.spi.MemorySignal;

    provides io.memsafe.spi.MemorySignal with
            io.memsafe.signal.CodeCacheSignal,
            io.memsafe.signal.ContainerSignal,
            io.memsafe.signal.DirectMemorySignal,
            io.memsafe.signal.HostMemorySignal,
            io.memsafe.signal.MetaspaceSignal,
            io.memsafe.signal.NativeMemorySignal,
            io.memsafe.signal.NettyDirectSignal,
            io.memsafe.signal.OomScoreSignal,
            io.memsafe.signal.PressureStallSignal,
            io.memsafe.signal.ThreadsSignal;
}
