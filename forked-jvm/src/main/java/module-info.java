/** Runs child JVMs, loads servers and reads what became of them; for tests, programs that compare heaps, and benchmarks. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic") // of tests, which run on the class path
module io.memsafe.fork {
    requires static awaitility;
    requires static org.jspecify;

    exports io.memsafe.fork;
}
